import { DescribeVpcAttributeCommand } from '@aws-sdk/client-ec2';
import { allFacts } from '../../model/fact.ts';
import { attempt } from './call.ts';
import type { ReadContext, ReadStep } from './read-context.ts';
import { vpcsInUse } from './vpcs-in-use.ts';

const ATTRIBUTES = ['enableDnsSupport', 'enableDnsHostnames'] as const;

/**
 * DescribeVpcAttribute answers one attribute of one VPC and takes no filter: it is asked only for the
 * VPCs that hold functions or endpoints.
 */
export const readVpcAttributes: ReadStep = async (context) => {
  const { reading, progress } = context;
  const vpcIds = vpcsInUse(context);
  let done = 0;
  reading.put('VpcAttributes', []);
  await Promise.all(
    vpcIds.map(async (VpcId) => {
      await readAttributes(context, VpcId);
      progress.count('VPC attributes', (done += 1), vpcIds.length);
    }),
  );
};

async function readAttributes(context: ReadContext, VpcId: string): Promise<void> {
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
