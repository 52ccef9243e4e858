import {
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import { COLLECTIONS } from '../../model/collections.ts';
import { attempt } from './call.ts';
import type { PartContext, PartStep } from './read-context.ts';

/** Ids in one call; EC2 takes up to a thousand, but repeats the missing ones in its message. */
const BATCH = 100;

const EC2_ID = /\b(?:subnet|sg|vpc)-[0-9a-z]+/g;

type Named = 'Subnets' | 'SecurityGroups' | 'Vpcs';

/**
 * A function can name a subnet or group that the listing does not hold: it was deleted, it was created
 * a moment ago, or it is not shared with this account any more. Only EC2's "NotFound" to the very id
 * says that it does not exist; anything else leaves it unknown.
 */
export const readNamedResources: PartStep = async (context) => {
  const { reading, clients } = context;
  const networks = [
    ...reading.items('Functions').map((item) => item.VpcConfig),
    ...reading.items('CapacityProviders').map((item) => item.VpcConfig),
  ];
  const endpoints = reading.items('VpcEndpoints');
  await Promise.all([
    describeNamed(
      context,
      'Subnets',
      reading.items('Subnets').map((subnet) => subnet.SubnetId),
      [
        ...networks.flatMap((network) => network?.SubnetIds ?? []),
        ...endpoints.flatMap((endpoint) => endpoint.SubnetIds),
      ],
      async (SubnetIds) =>
        (await clients.ec2.send(new DescribeSubnetsCommand({ SubnetIds: [...SubnetIds] }))).Subnets,
    ),
    describeNamed(
      context,
      'SecurityGroups',
      reading.items('SecurityGroups').map((group) => group.GroupId),
      [
        ...networks.flatMap((network) => network?.SecurityGroupIds ?? []),
        ...endpoints.flatMap((endpoint) => endpoint.Groups.map((group) => group.GroupId)),
      ],
      async (GroupIds) =>
        (await clients.ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [...GroupIds] })))
          .SecurityGroups,
    ),
  ]);
};

/** Asks for VPCs that a listing should have held: they were deleted, or created a moment ago. */
export async function readNamedVpcs(
  context: PartContext,
  vpcIds: readonly string[],
): Promise<void> {
  const { reading, clients } = context;
  await describeNamed(
    context,
    'Vpcs',
    reading.items('Vpcs').map((vpc) => vpc.VpcId),
    vpcIds,
    async (VpcIds) =>
      (await clients.ec2.send(new DescribeVpcsCommand({ VpcIds: [...VpcIds] }))).Vpcs,
  );
}

type Describe = (ids: readonly string[]) => Promise<readonly unknown[] | undefined>;

/** EC2's refusal of a whole batch because of ids that do not exist. */
interface Missing {
  readonly message: string;
}

async function describeNamed(
  context: PartContext,
  collection: Named,
  listed: readonly string[],
  named: readonly string[],
  describe: Describe,
): Promise<void> {
  if (!context.reading.isComplete(collection)) return;
  const have = new Set(listed);
  const ids = [...new Set(named)].filter((id) => !have.has(id));
  for (let start = 0; start < ids.length; start += BATCH) {
    await describeBatch(context, collection, ids.slice(start, start + BATCH), describe);
  }
}

async function describeBatch(
  context: PartContext,
  collection: Named,
  ids: readonly string[],
  describe: Describe,
): Promise<void> {
  if (ids.length === 0) return;
  const { reading, inFlight } = context;
  const answer = await inFlight(() =>
    attempt<readonly unknown[] | Missing>(
      COLLECTIONS[collection].call,
      async () => (await describe(ids)) ?? [],
      (message) => ({ message }),
    ),
  );
  if (!answer.known) {
    for (const id of ids) reading.gap(collection, answer, id);
    return;
  }
  if (!('message' in answer.value)) {
    reading.add(collection, reading.parse(collection, answer.value));
    return;
  }
  const inMessage = new Set(answer.value.message.match(EC2_ID));
  const missing = ids.length === 1 ? ids : ids.filter((id) => inMessage.has(id));
  for (const id of missing) reading.missing(id);
  if (missing.length > 0) {
    const rest = ids.filter((id) => !missing.includes(id));
    await describeBatch(context, collection, rest, describe);
    return;
  }
  // The message names none of them: halve until it can only mean one.
  const half = Math.ceil(ids.length / 2);
  await describeBatch(context, collection, ids.slice(0, half), describe);
  await describeBatch(context, collection, ids.slice(half), describe);
}
