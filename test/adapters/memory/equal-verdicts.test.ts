import { describe, expect, it } from 'vitest';
import { SnapshotAccount } from '../../../shared/adapters/memory/snapshot-account.ts';
import { SnapshotListing } from '../../../shared/adapters/memory/snapshot-listing.ts';
import { SnapshotPartReader } from '../../../shared/adapters/memory/snapshot-part-reader.ts';
import { joinedSnapshot, remember, verdictsIn } from '../../builders/joined-parts.ts';
import { databaseInstance } from '../../builders/databases.ts';
import { role } from '../../builders/roles.ts';
import {
  aFunction,
  aSecurityGroup,
  aSubnet,
  aVpc,
  content,
  item,
  snapshot,
} from '../../builders/snapshot.ts';
import type { Snapshot } from '../../../shared/model/snapshot.ts';
import { snapshotOf } from '../../builders/topology.ts';
import { TOPOLOGIES } from '../../builders/topologies.ts';

/** The verdicts on each VPC: of the whole account, and of the VPC as it is read alone. */
async function bothWays(whole: Snapshot, configuration: unknown) {
  const account = new SnapshotAccount([whole.content]);
  const reader = new SnapshotPartReader(account);
  const readers = { reader, listing: new SnapshotListing(account) };
  const remembered = await remember(readers, whole.region);
  const vpcIds = whole.seen('Vpcs').map(({ VpcId }) => VpcId);
  const joined = await Promise.all(
    vpcIds.map(async (vpcId) => {
      const snapshot = await joinedSnapshot(reader, whole, vpcId, remembered);
      return verdictsIn(snapshot, vpcId, configuration);
    }),
  );
  return { joined, whole: vpcIds.map((vpcId) => verdictsIn(whole, vpcId, configuration)) };
}

const FAR = 'vpc-0far';
const database = databaseInstance({
  port: 5432,
  engine: 'postgres',
  vpcId: FAR,
  subnetIds: ['subnet-0far'],
});

/** A function beside a VPC that nothing leads to, with a database in it. */
function withFarDatabase(Variables: Readonly<Record<string, string>>): Snapshot {
  const { collections } = content();
  return snapshot({
    collections: {
      Vpcs: [aVpc(), aVpc({ VpcId: FAR, CidrBlock: '10.2.0.0/16' })],
      Subnets: [
        ...(collections.Subnets ?? []),
        aSubnet({ SubnetId: 'subnet-0far', VpcId: FAR, CidrBlock: '10.2.0.0/24' }),
      ],
      SecurityGroups: [aSecurityGroup(), aSecurityGroup({ GroupId: 'sg-0far', VpcId: FAR })],
      NetworkInterfaces: [
        item('NetworkInterfaces', {
          NetworkInterfaceId: 'eni-0far',
          VpcId: FAR,
          SubnetId: 'subnet-0far',
          PrivateIpAddress: '10.2.0.5',
          Groups: [{ GroupId: 'sg-0far' }],
        }),
      ],
      DBInstances: [database],
      Functions: [aFunction({ Environment: { Variables } })],
      RoleDetailList: [role([])],
    },
  });
}

describe('a VPC that is read alone', () => {
  it.each(Object.entries(TOPOLOGIES))(
    'gets the verdicts of a reading of the whole account: %s',
    async (_, topology) => {
      const { joined, whole } = await bothWays(snapshotOf(topology()), topology().configuration);
      expect(joined).toEqual(whole);
    },
  );

  it.each([
    ['name', { DB_HOST: database.Endpoint?.Address ?? '' }],
    ['address', { DATABASE_URL: 'postgres://10.2.0.5:5432/orders' }],
  ])('knows of a database in a VPC that nothing leads to, by its %s', async (_, variables) => {
    const { joined, whole } = await bothWays(withFarDatabase(variables), {});
    expect(joined).toEqual(whole);
    expect(joined.flat()).toContainEqual(
      expect.objectContaining({ control: 'function-private-resource-chain', status: 'FAILED' }),
    );
  });
});
