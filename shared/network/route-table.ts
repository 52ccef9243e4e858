import type { RouteTable } from '../model/ec2.ts';
import { known, unknown } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';

/**
 * The route table that decides for a subnet: the one it is explicitly associated with, else the main
 * table of its own VPC, whose implicit associations EC2 does not list
 * (https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html).
 *
 * An association counts when its state is `associated`; answers without a state show only such ones.
 * Unknown where the subnet, the VPC's tables or the VPC's main table were not read.
 */
export function effectiveRouteTable(snapshot: Snapshot, subnetId: string): Fact<RouteTable> {
  const explicit = firstOf(snapshot, (tables) => tables.bySubnet.get(subnetId));
  if (explicit !== undefined) return known(explicit);
  const subnet = snapshot.get('Subnets', subnetId);
  if (!subnet.known) return subnet;
  if (subnet.value === undefined) {
    return unknown({ kind: 'opaque', detail: `${subnetId} does not exist any more` });
  }
  const vpcId = subnet.value.VpcId;
  const all = snapshot.inVpc('RouteTables', vpcId);
  if (!all.known) return all;
  const main = firstOf(snapshot, (tables) => tables.mainByVpc.get(vpcId));
  if (main !== undefined) return known(main);
  return unknown({
    kind: 'not-read',
    call: 'ec2:DescribeRouteTables',
    detail: `the main table of ${vpcId} is not in the answer`,
  });
}

interface RouteTableIndex {
  readonly bySubnet: ReadonlyMap<string, RouteTable>;
  readonly mainByVpc: ReadonlyMap<string, RouteTable>;
}

const routeTableIndex = oncePerSnapshot((snapshot): RouteTableIndex => {
  const bySubnet = new Map<string, RouteTable>();
  const mainByVpc = new Map<string, RouteTable>();
  for (const table of snapshot.seen('RouteTables')) {
    for (const { Main, SubnetId, AssociationState } of table.Associations) {
      if ((AssociationState?.State ?? 'associated') !== 'associated') continue;
      if (SubnetId !== undefined) bySubnet.set(SubnetId, table);
      else if (Main === true && table.VpcId !== undefined) mainByVpc.set(table.VpcId, table);
    }
  }
  return { bySubnet, mainByVpc };
});

/** A subnet or VPC of another account is described by that account's snapshot, a neighbour. */
function firstOf(
  snapshot: Snapshot,
  find: (tables: RouteTableIndex) => RouteTable | undefined,
): RouteTable | undefined {
  const own = find(routeTableIndex(snapshot));
  if (own !== undefined) return own;
  for (const neighbour of snapshot.neighbours) {
    const table = find(routeTableIndex(neighbour));
    if (table !== undefined) return table;
  }
  return undefined;
}
