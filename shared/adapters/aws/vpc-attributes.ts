import { DescribeVpcAttributeCommand } from '@aws-sdk/client-ec2';
import { allFacts } from '../../model/fact.ts';
import { attempt } from './call.ts';
import type { PartContext, PartStep } from './read-context.ts';
import { vpcsInUse } from './vpcs-in-use.ts';

const ATTRIBUTES = ['enableDnsSupport', 'enableDnsHostnames'] as const;

/**
 * DescribeVpcAttribute answers one attribute of one VPC and takes no filter: it is asked only for the
 * VPCs that hold functions or endpoints.
 */
export const readVpcAttributes: PartStep = (context) =>
  readAttributesOf(context, vpcsInUse(context));

/** Reads the DNS attributes of some VPCs. */
export async function readAttributesOf(
  context: PartContext,
  vpcIds: readonly string[],
): Promise<void> {
  const { reading, progress } = context;
  let done = 0;
  reading.put('VpcAttributes', []);
  await Promise.all(
    vpcIds.map(async (VpcId) => {
      await readAttributes(context, VpcId);
      progress.count('VPC attributes', (done += 1), vpcIds.length);
    }),
  );
}

async function readAttributes(context: PartContext, VpcId: string): Promise<void> {
  const { clients, reading, inFlight } = context;
  const answers = await Promise.all(
    ATTRIBUTES.map((Attribute) =>
      inFlight(() =>
        attempt('ec2:DescribeVpcAttribute', () =>
          clients.ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute })),
        ),
      ),
    ),
  );
  const both = allFacts(answers);
  if (!both.known) {
    reading.gap('VpcAttributes', both, VpcId);
    return;
  }
  const item = Object.assign({}, ...both.value, { VpcId }) as unknown;
  reading.add('VpcAttributes', reading.parse('VpcAttributes', [item]));
}
