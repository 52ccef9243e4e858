import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialiseSnapshots } from '../../shared/model/snapshot-document.ts';
import type { Item } from '../../shared/model/collections.ts';
import type { SnapshotContent } from '../../shared/model/snapshot.ts';
import {
  aFunction,
  aRouteTable,
  aSubnet,
  aVpc,
  content,
  functionArn,
  GROUP,
  item,
  localRoute,
  SUBNETS,
} from '../builders/snapshot.ts';

/** A folder for one test file's inputs; `remove` when the tests are over. */
export interface InputFolder {
  readonly path: string;
  readonly write: (name: string, text: string) => Promise<string>;
  readonly writeSnapshot: (name: string, ...contents: SnapshotContent[]) => Promise<string>;
  readonly remove: () => Promise<void>;
}

export async function inputFolder(): Promise<InputFolder> {
  const path = await mkdtemp(join(tmpdir(), 'auditor-cli-'));
  const write = async (name: string, text: string) => {
    const file = join(path, name);
    await writeFile(file, text);
    return file;
  };
  return {
    path,
    write,
    writeSnapshot: (name, ...contents) => write(name, serialiseSnapshots(contents)),
    remove: () => rm(path, { recursive: true }),
  };
}

const ENI_QUOTA = item('Quotas', { ServiceCode: 'vpc', QuotaCode: 'L-9FEE3D26', Value: 500 });

/** Everything was read and nothing is wrong. */
export function healthyAccount(): SnapshotContent {
  return content({ collections: { Quotas: [ENI_QUOTA] } });
}

function on(FunctionName: string, SubnetIds: readonly string[]): Item<'Functions'> {
  return aFunction({ FunctionName, VpcConfig: { SubnetIds, SecurityGroupIds: [GROUP] } });
}

function zone(letter: string, id: string) {
  return { AvailabilityZone: `us-east-1${letter}`, AvailabilityZoneId: id };
}

/** `orders` keeps to the rules, `single` stands in one zone, `exposed` in a public subnet as well. */
export function faultyAccount(): SnapshotContent {
  return content({
    collections: {
      Quotas: [ENI_QUOTA],
      Vpcs: [aVpc({ Tags: [{ Key: 'Name', Value: '注文 🚀' }] })],
      Subnets: [
        aSubnet(),
        aSubnet({ SubnetId: SUBNETS[1], CidrBlock: '10.0.1.0/24', ...zone('b', 'use1-az2') }),
        aSubnet({ SubnetId: 'subnet-0c', CidrBlock: '10.0.2.0/24', ...zone('c', 'use1-az4') }),
      ],
      RouteTables: [
        aRouteTable(),
        aRouteTable({
          RouteTableId: 'rtb-0c',
          Associations: [
            {
              SubnetId: 'subnet-0c',
              Main: false,
              AssociationState: { State: 'associated' },
            },
          ],
          Routes: [
            localRoute(),
            { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-0a', State: 'active' },
          ],
        }),
      ],
      InternetGateways: [
        item('InternetGateways', {
          InternetGatewayId: 'igw-0a',
          Attachments: [{ VpcId: 'vpc-0a', State: 'available' }],
        }),
      ],
      Functions: [
        on('orders', SUBNETS),
        on('single', [SUBNETS[0]]),
        on('exposed', [SUBNETS[0], 'subnet-0c']),
      ],
    },
  });
}

/** The account, where its subnets may not be read. */
export function accountWithoutSubnets(): SnapshotContent {
  const { collections, ...rest } = faultyAccount();
  const { Subnets: _denied, ...others } = collections;
  return {
    ...rest,
    collections: others,
    gaps: [{ collection: 'Subnets', reason: { kind: 'denied', call: 'ec2:DescribeSubnets' } }],
  };
}

export const EXPOSED = functionArn('exposed');
