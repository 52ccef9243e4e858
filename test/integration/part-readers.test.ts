import { CreateFunctionCommand, GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, test } from 'vitest';
import { awsAccountListing } from '../../shared/adapters/aws/account-listing.ts';
import { awsAccountPartReader } from '../../shared/adapters/aws/account-part-reader.ts';
import { awsAccountReader } from '../../shared/adapters/aws/account-reader.ts';
import { known } from '../../shared/model/fact.ts';
import { functionPart } from '../../shared/model/function-part.ts';
import { joinParts } from '../../shared/model/snapshot-part.ts';
import type { SnapshotPart } from '../../shared/model/snapshot-part.ts';
import { Snapshot } from '../../shared/model/snapshot.ts';
import { joinedSnapshot, remember, verdictsIn } from '../builders/joined-parts.ts';
import { emptyAccount, hasEmulator } from './emulated-account.ts';
import type { AccountClients } from './emulated-account.ts';
import { emptyZip } from './topologies/function.ts';
import { createHubAndSpoke } from './topologies/hub-and-spoke.ts';
import { EMULATED_ACCOUNT } from './topologies/interface-endpoint.ts';
import { createReferenceDesign } from './topologies/reference-design.ts';
import type { ReferenceDesign } from './topologies/reference-design.ts';

/** Parts of an account, read through the unmodified SDK and joined again. */

const REGION = 'us-east-1';

/** No pacing here: there is no quota to share with anybody. */
const OPTIONS = {
  accountId: EMULATED_ACCOUNT,
  homeRegion: REGION,
  now: () => new Date('2026-11-20T12:00:00Z'),
  lambdaCallsPerSecond: 1_000,
  route53CallsPerSecond: 1_000,
};

function partReader() {
  return awsAccountPartReader(OPTIONS);
}

function accountListing() {
  return awsAccountListing({ ...OPTIONS, serviceControlPolicies: false });
}

async function wholeAccount(): Promise<Snapshot> {
  const reader = awsAccountReader({ ...OPTIONS, progress: () => undefined });
  return new Snapshot(await reader.read({ region: REGION }));
}

/** Verdicts on a VPC by both ways of reading. */
async function bothWays(vpcIds: readonly string[], configuration: unknown = {}) {
  const whole = await wholeAccount();
  const reader = partReader();
  const remembered = await remember({ reader, listing: accountListing() }, REGION);
  const of = async (vpcId: string) => {
    const joined = await joinedSnapshot(reader, whole, vpcId, remembered);
    return verdictsIn(joined, vpcId, configuration);
  };
  return {
    joined: await Promise.all(vpcIds.map(of)),
    whole: vpcIds.map((vpcId) => verdictsIn(whole, vpcId, configuration)),
  };
}

describe.skipIf(!hasEmulator)('verdicts on a VPC that is read alone', () => {
  test('are those of the whole account: the reference design', async () => {
    const { vpcId, configuration } = await createReferenceDesign(await emptyAccount(REGION));
    const { joined, whole } = await bothWays([vpcId], configuration);
    expect(joined).toEqual(whole);
    expect(whole.flat().length).toBeGreaterThan(30);
  });

  test('are those of the whole account: hub and spoke', async () => {
    const { hubVpcId, spokeVpcId } = await createHubAndSpoke(await emptyAccount(REGION));
    const { joined, whole } = await bothWays([hubVpcId, spokeVpcId]);
    expect(joined).toEqual(whole);
    expect(whole.flat().length).toBeGreaterThan(30);
  });
});

describe.skipIf(!hasEmulator)('what a change costs', () => {
  const FUNCTIONS = 100;
  let account: AccountClients;
  let design: ReferenceDesign;
  let functions: SnapshotPart;

  beforeAll(async () => {
    account = await emptyAccount(REGION);
    design = await createReferenceDesign(account);
    const { VpcConfig, Role } = await account.lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: 'orders' }),
    );
    for (let index = 1; index < FUNCTIONS; index += 1) {
      await account.lambda.send(
        new CreateFunctionCommand({
          FunctionName: `worker-${index}`,
          Runtime: 'nodejs22.x',
          Role,
          Handler: 'index.handler',
          Code: { ZipFile: emptyZip() },
          VpcConfig: {
            SubnetIds: VpcConfig?.SubnetIds,
            SecurityGroupIds: VpcConfig?.SecurityGroupIds,
          },
        }),
      );
    }
    functions = (await accountListing().functions(REGION, undefined)).part;
  });

  test('in a VPC of a hundred functions: at most twenty calls, none of them of Lambda', async () => {
    const reader = partReader();
    const names = new Set(functions.collections.Functions?.map((one) => one.FunctionName));
    expect(names.size).toBe(FUNCTIONS);
    const part = await reader.vpcs(REGION, [design.vpcId], () => Promise.resolve(functions));
    expect(part.collections.Subnets).toHaveLength(6);
    expect(part.gaps).toEqual([]);
    expect(reader.calls.total).toBeLessThanOrEqual(20);
    expect([...reader.calls.byOperation.keys()].filter((one) => one.startsWith('lambda:'))).toEqual(
      [],
    );
  });

  test('of a function: at most twenty calls with its VPC, six of them its own', async () => {
    const reader = partReader();
    const arn = `arn:aws:lambda:${REGION}:${EMULATED_ACCOUNT}:function:worker-1`;
    const found = await reader.lambdaFunction(REGION, arn);
    expect(found).toMatchObject({ value: { functionArn: arn, vpcIds: [design.vpcId] } });
    expect(reader.calls.total).toBe(6);
    await reader.vpcs(REGION, [design.vpcId], () => Promise.resolve(functions));
    expect(reader.calls.total).toBeLessThanOrEqual(20);
  });

  test('of a role: three calls, one for each inline policy and two for each managed one', async () => {
    const reader = partReader();
    const arn = `arn:aws:iam::${EMULATED_ACCOUNT}:role/${design.roleName}`;
    const found = await reader.role(arn);
    expect(found).toMatchObject({ value: { roleArn: arn, policyArns: { length: 1 } } });
    expect(reader.calls.total).toBe(3 + 2 + 2);
  });
});

describe.skipIf(!hasEmulator)('listings of the whole account', () => {
  test('complete functions to what a reading of each gives', async () => {
    await createReferenceDesign(await emptyAccount(REGION));
    const listing = accountListing();
    const functions = await listing.functions(REGION, undefined);
    const mappings = await listing.eventSourceMappings(REGION, undefined);
    expect([functions.next, mappings.next]).toEqual([undefined, undefined]);
    const roles = await listing.authorizationDetails(undefined);
    const listed = joinParts([functions.part, mappings.part, roles]);
    const details = await listing.functionDetails(REGION, listed);
    const arn = `arn:aws:lambda:${REGION}:${EMULATED_ACCOUNT}:function:orders`;
    const whole = functionPart(joinParts([mappings.part, details]), arn);
    const alone = await partReader().lambdaFunction(REGION, arn);
    const { Functions, Aliases, EventSourceMappings } =
      (alone.known && alone.value?.part.collections) || {};
    expect(Functions).toHaveLength(2);
    expect(Aliases).toHaveLength(1);
    expect(whole.collections).toMatchObject({ Functions, Aliases, EventSourceMappings });
  });

  test('bring roles with the policies that a reading of each gives', async () => {
    const { roleName } = await createReferenceDesign(await emptyAccount(REGION));
    const arn = `arn:aws:iam::${EMULATED_ACCOUNT}:role/${roleName}`;
    const page = await accountListing().authorizationDetails(undefined, () =>
      Promise.resolve(new Set([arn])),
    );
    const alone = await partReader().role(arn);
    const { RoleDetailList, Policies } = (alone.known && alone.value?.part.collections) || {};
    expect(page.collections.Policies).toEqual(Policies);
    expect(page.collections.RoleDetailList).toHaveLength(1);
    expect(page.collections.RoleDetailList).toMatchObject(RoleDetailList ?? []);
  });

  test('name the VPCs with endpoints', async () => {
    const { hubVpcId } = await createHubAndSpoke(await emptyAccount(REGION));
    expect(await accountListing().vpcs(REGION)).toEqual(known([hubVpcId]));
  });
});

describe.skipIf(!hasEmulator)('what is not there', () => {
  test('is known as such: a VPC, a function, a role; and an id is left out', async () => {
    await emptyAccount(REGION);
    const reader = partReader();
    const part = await reader.vpcs(REGION, ['vpc-00000000000000000']);
    expect(part.notFound).toEqual(['vpc-00000000000000000']);
    const functionArn = `arn:aws:lambda:${REGION}:${EMULATED_ACCOUNT}:function:gone`;
    expect(await reader.lambdaFunction(REGION, functionArn)).toEqual(known(undefined));
    expect(await reader.role(`arn:aws:iam::${EMULATED_ACCOUNT}:role/gone`)).toEqual(
      known(undefined),
    );
    expect(await reader.locate(REGION, ['rtb-00000000000000000'])).toEqual(new Map());
  });
});

describe.skipIf(!hasEmulator)('where an id is', () => {
  test('is asked of EC2 by every kind of id that the reference design has', async () => {
    const design = await createReferenceDesign(await emptyAccount(REGION));
    const { collections } = await partReader().vpcs(REGION, [design.vpcId]);
    const [table] = collections.RouteTables ?? [];
    const [acl] = collections.NetworkAcls ?? [];
    const ids = [
      design.vpcId,
      design.internetGatewayId,
      ...design.publicSubnetIds,
      ...design.privateTableIds,
      ...design.natGatewayIds,
      design.functionGroupId,
      ...(collections.VpcEndpoints ?? []).map((one) => one.VpcEndpointId),
      ...(collections.NetworkInterfaces ?? []).map((one) => one.NetworkInterfaceId),
      ...(table?.Associations ?? []).map((one) => one.RouteTableAssociationId ?? ''),
      acl?.NetworkAclId ?? '',
      ...(acl?.Associations ?? []).map((one) => one.NetworkAclAssociationId ?? ''),
    ];
    const located = await partReader().locate(REGION, ids);
    expect(ids.filter((id) => !(located.get(id) ?? []).includes(design.vpcId))).toEqual([]);
  });
});
