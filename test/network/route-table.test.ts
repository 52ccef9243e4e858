import { describe, expect, it } from 'vitest';
import { effectiveRouteTable } from '../../shared/network/route-table.ts';
import { Snapshot } from '../../shared/model/snapshot.ts';
import { aRouteTable, aSubnet, aVpc, content, snapshot, SUBNETS } from '../builders/snapshot.ts';
import type { SnapshotChanges } from '../builders/snapshot.ts';

const main = (id: string, VpcId: string) =>
  aRouteTable({ RouteTableId: id, VpcId, Associations: [{ Main: true }] });
const explicit = (State?: string) =>
  aRouteTable({
    RouteTableId: 'rtb-explicit',
    Associations: [{ SubnetId: SUBNETS[0], ...(State && { AssociationState: { State } }) }],
  });
const tableOf = (changes: SnapshotChanges) => {
  const table = effectiveRouteTable(snapshot(changes), SUBNETS[0]);
  return table.known ? table.value.RouteTableId : table.reason;
};
const withTables = (...RouteTables: ReturnType<typeof aRouteTable>[]) =>
  tableOf({ collections: { RouteTables } });

describe('the effective route table of a subnet', () => {
  it('is the one it is associated with', () => {
    expect(withTables(main('rtb-main', 'vpc-0a'), explicit('associated'))).toBe('rtb-explicit');
  });

  it('counts an association without a state', () => {
    expect(withTables(main('rtb-main', 'vpc-0a'), explicit())).toBe('rtb-explicit');
  });

  it.each(['associating', 'disassociating', 'disassociated', 'failed'])(
    'does not count an association that is %s',
    (state) => {
      expect(withTables(main('rtb-main', 'vpc-0a'), explicit(state))).toBe('rtb-main');
    },
  );

  it("is the main table of its own VPC and not another VPC's", () => {
    const other = main('rtb-other', 'vpc-0b');
    expect(withTables(other, main('rtb-main', 'vpc-0a'))).toBe('rtb-main');
    expect(withTables(main('rtb-main', 'vpc-0a'), other)).toBe('rtb-main');
    expect(withTables(other)).toMatchObject({
      kind: 'not-read',
      call: 'ec2:DescribeRouteTables',
    });
  });

  it('is unknown where the tables were not read', () => {
    expect(tableOf({ collections: { RouteTables: undefined } })).toMatchObject({
      call: 'ec2:DescribeRouteTables',
    });
  });

  it('is no main table while an association may be among those that were not read', () => {
    expect(
      tableOf({
        collections: { RouteTables: [main('rtb-main', 'vpc-0a')] },
        gaps: [
          {
            collection: 'RouteTables',
            reason: { kind: 'failed', call: 'ec2:DescribeRouteTables', detail: 'cut short' },
          },
        ],
      }),
    ).toMatchObject({ kind: 'failed', detail: 'cut short' });
  });

  it('is unknown for a subnet that does not exist', () => {
    expect(
      tableOf({ collections: { Subnets: [], RouteTables: [] }, notFound: [SUBNETS[0]] }),
    ).toEqual({ kind: 'opaque', detail: 'subnet-0a does not exist any more' });
  });

  it('is found for a subnet of another account that was read together with this one', () => {
    const [own] = Snapshot.linked([
      content({ collections: { Vpcs: [], Subnets: [], RouteTables: [] } }),
      content({
        header: { accountId: '999988887777' },
        collections: {
          Vpcs: [aVpc({ VpcId: 'vpc-0b' })],
          Subnets: [aSubnet({ SubnetId: 'subnet-9', VpcId: 'vpc-0b' })],
          RouteTables: [main('rtb-other', 'vpc-0b')],
        },
      }),
    ]);
    expect(own && effectiveRouteTable(own, 'subnet-9')).toMatchObject({
      value: { RouteTableId: 'rtb-other' },
    });
  });
});
