import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DISPOSITIONS, reachOf } from '../../shared/network/disposition.ts';
import { addressDestination } from '../../shared/network/flow.ts';
import { forward } from '../../shared/network/forwarding.ts';
import { traceFlow } from '../../shared/network/trace.ts';
import {
  aNetworkAcl,
  aRouteTable,
  aSecurityGroup,
  aSubnet,
  aVpc,
  item,
  localRoute,
  snapshot,
} from '../builders/snapshot.ts';
import type { SnapshotChanges } from '../builders/snapshot.ts';
import { aPeering, database, FAR_SUBNET } from './peered-vpcs.ts';
import {
  allTo,
  aNatGateway,
  anInternetGateway,
  cidr,
  FUNCTION_SUBNET,
  INTERNET,
  OTHER_SUBNET,
  PUBLIC_SUBNET,
  source,
  tcp,
} from './two-subnet-vpc.ts';

type Loose = Readonly<Record<string, unknown>>;
type Collections = NonNullable<SnapshotChanges['collections']>;

const pick = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const target: fc.Arbitrary<Loose> = fc.oneof(
  pick('nat-0', 'nat-1', 'nat-2', 'nat-gone').map((NatGatewayId) => ({ NatGatewayId })),
  pick('igw-1', 'igw-2', 'vgw-1', 'vpce-1', 'local', 'odd-1').map((GatewayId) => ({ GatewayId })),
  pick('pcx-1', 'pcx-2').map((VpcPeeringConnectionId) => ({ VpcPeeringConnectionId })),
  fc.constant({ TransitGatewayId: 'tgw-1' }),
  fc.constant({ EgressOnlyInternetGatewayId: 'eigw-1' }),
  fc.constant({ NetworkInterfaceId: 'eni-1' }),
  fc.constant({}),
);
const BLOCKS = [
  '0.0.0.0/0',
  '8.0.0.0/8',
  '8.8.0.0/16',
  '8.8.8.8/32',
  '10.0.0.0/8',
  '10.9.0.0/16',
  '10.9.1.0/24',
];
const route = fc
  .record({
    DestinationCidrBlock: pick(...BLOCKS),
    State: pick('active', 'active', 'blackhole'),
    to: target,
  })
  .map(({ to, ...rest }): Loose => ({ ...rest, ...to }));
const routes = fc.uniqueArray(route, {
  maxLength: 6,
  selector: (one) => one['DestinationCidrBlock'],
});
const SUBNET_IDS = [FUNCTION_SUBNET, OTHER_SUBNET, PUBLIC_SUBNET, FAR_SUBNET] as const;
const natGateway = fc.record({
  SubnetId: pick(...SUBNET_IDS),
  State: pick('available', 'available', 'pending', 'failed'),
  ConnectivityType: pick('public', 'private'),
  AvailabilityMode: pick('zonal', 'zonal', 'regional'),
  RouteTableId: pick('rtb-0', 'rtb-2', 'rtb-gone'),
});
const permission = fc.oneof(
  pick('0.0.0.0/0', '10.0.0.0/8', '8.8.8.0/24', '10.9.1.0/25').map((block) => tcp(5432, block)),
  pick('0.0.0.0/0', '10.0.0.0/16').map((block) => allTo(block)),
  pick('sg-0a', 'sg-far').map((GroupId): Loose => ({
    IpProtocol: '-1',
    UserIdGroupPairs: [{ GroupId }],
  })),
);
const permissions = fc.array(permission, { maxLength: 3 });
const entries = fc.uniqueArray(
  fc.record({
    RuleNumber: fc.integer({ min: 1, max: 20 }),
    RuleAction: pick('allow', 'allow', 'deny'),
    Egress: fc.boolean(),
    Protocol: pick('-1', '6', '17'),
    CidrBlock: pick('0.0.0.0/0', '0.0.0.0/0', '10.0.0.0/8', '8.8.8.0/24'),
  }),
  { maxLength: 5, selector: (one) => `${one.RuleNumber} ${one.Egress}` },
);

const covers = (other: Loose): boolean => {
  const block = cidr(String(other['DestinationCidrBlock']));
  return block.first <= INTERNET.first && INTERNET.last <= block.last;
};

interface Topology {
  readonly tables: readonly (readonly Loose[])[];
  readonly natGateways: readonly Loose[];
  readonly egress: readonly Loose[];
  readonly ingress: readonly Loose[];
  readonly entries: readonly Loose[];
}
const topology: fc.Arbitrary<Topology> = fc.record({
  tables: fc.tuple(routes, routes, routes, routes),
  natGateways: fc.tuple(natGateway, natGateway, natGateway),
  egress: permissions,
  ingress: permissions,
  entries,
});

function collectionsOf({
  tables,
  natGateways,
  egress,
  ingress,
  entries: rules,
}: Topology): Collections {
  const open = [true, false].map((Egress) => ({
    Egress,
    RuleNumber: 100,
    RuleAction: 'allow',
    Protocol: '-1',
    CidrBlock: '0.0.0.0/0',
  }));
  return {
    Vpcs: [aVpc(), aVpc({ VpcId: 'vpc-0b', CidrBlock: '10.9.0.0/16' })],
    Subnets: SUBNET_IDS.map((SubnetId, index) =>
      SubnetId === FAR_SUBNET
        ? aSubnet({ SubnetId, VpcId: 'vpc-0b', CidrBlock: '10.9.1.0/24' })
        : aSubnet({ SubnetId, CidrBlock: `10.0.${index}.0/24` }),
    ),
    RouteTables: SUBNET_IDS.map((SubnetId, index) => {
      const VpcId = SubnetId === FAR_SUBNET ? 'vpc-0b' : 'vpc-0a';
      const local = localRoute(VpcId === 'vpc-0a' ? '10.0.0.0/16' : '10.9.0.0/16');
      const Routes = [local, ...(tables[index] ?? [])];
      return aRouteTable({
        RouteTableId: `rtb-${index}`,
        VpcId,
        Associations: [{ SubnetId }],
        Routes,
      });
    }),
    NatGateways: natGateways.map((fields, index) =>
      aNatGateway({ NatGatewayId: `nat-${index}`, ...fields }),
    ),
    InternetGateways: [anInternetGateway()],
    VpcPeeringConnections: [aPeering()],
    NetworkInterfaces: [
      item('NetworkInterfaces', {
        NetworkInterfaceId: 'eni-1',
        Status: 'in-use',
        SourceDestCheck: false,
      }),
    ],
    SecurityGroups: [
      aSecurityGroup({ IpPermissionsEgress: egress }),
      aSecurityGroup({ GroupId: 'sg-far', VpcId: 'vpc-0b', IpPermissions: ingress }),
    ],
    NetworkAcls: [
      aNetworkAcl({
        Associations: SUBNET_IDS.slice(0, 3).map((SubnetId) => ({ SubnetId })),
        Entries: [...open, ...rules],
      }),
      aNetworkAcl({
        NetworkAclId: 'acl-far',
        VpcId: 'vpc-0b',
        Associations: [{ SubnetId: FAR_SUBNET }],
        Entries: open,
      }),
    ],
  };
}

const DESTINATIONS = [addressDestination('8.8.8.8', INTERNET, 5432), database()];
const settings = { trustedIndirectTargets: [], byName: false };
const endOf = (one: Topology, index: number) => {
  const [internet, far] = DESTINATIONS;
  const destination = index === 0 ? internet : far;
  if (destination === undefined) throw new RangeError(`${index}`);
  return traceFlow(snapshot({ collections: collectionsOf(one) }), source(), destination, settings);
};
const which = fc.integer({ min: 0, max: 1 });

const lengthOf = (other: Loose) => cidr(String(other['DestinationCidrBlock'])).prefixLength;

describe('of random topologies with dangling and looping targets', () => {
  it('every trace ends in a disposition, with a stop wherever it does not arrive', () => {
    fc.assert(
      fc.property(topology, which, (one, index) => {
        const trace = endOf(one, index);
        expect(DISPOSITIONS).toContain(trace.disposition);
        expect(trace.stop === undefined).toBe(trace.disposition === 'REACHED');
        expect(trace.reason).not.toBe('');
        expect(trace.hops[0]).toMatchObject({ kind: 'subnet', id: FUNCTION_SUBNET });
        expect(trace.unknown !== undefined).toBe(trace.disposition === 'NOT_ENOUGH_INFORMATION');
      }),
    );
  });

  it('forwarding meets no gateway twice', () => {
    fc.assert(
      fc.property(
        topology,
        pick(...SUBNET_IDS),
        pick('8.8.8.8', '10.9.1.0/24', '10.0.0.0/16'),
        (one, subnetId, to) => {
          const built = snapshot({ collections: collectionsOf(one) });
          const path = forward(built, { subnetId, sender: 'function' }, cidr(to));
          const gateways = path.hops
            .filter((hop) => hop.kind === 'nat-gateway')
            .map((hop) => hop.id);
          // The gateway that closes a loop stands at both ends of it.
          const distinct = new Set(gateways).size;
          expect(gateways.length - distinct).toBeLessThanOrEqual(
            path.reason.includes('loop') ? 1 : 0,
          );
        },
      ),
    );
  });

  it('the order of routes, rules and entries means nothing', () => {
    fc.assert(
      fc.property(topology, which, (one, index) => {
        const reversed = {
          ...one,
          tables: one.tables.map((table) => table.toReversed()),
          egress: one.egress.toReversed(),
          ingress: one.ingress.toReversed(),
          entries: one.entries.toReversed(),
        };
        const { disposition, stop, hops } = endOf(one, index);
        expect(endOf(reversed, index)).toMatchObject({ disposition, hops, ...(stop && { stop }) });
      }),
    );
  });

  it('an allowing rule never makes a reached flow unreached', () => {
    fc.assert(
      fc.property(topology, which, permission, fc.boolean(), (one, index, rule, out) => {
        const more = out
          ? { ...one, egress: [...one.egress, rule] }
          : { ...one, ingress: [...one.ingress, rule] };
        const ORDER = ['broken', 'unknown', 'indirect', 'works'];
        const rank = (some: Topology) => ORDER.indexOf(reachOf(endOf(some, index).disposition));
        expect(rank(more)).toBeGreaterThanOrEqual(rank(one));
      }),
    );
  });

  it('removing a route opens a way only by uncovering a less specific one', () => {
    fc.assert(
      fc.property(routes, fc.nat(5), topology, (own, at, one) => {
        const removed = own[at % Math.max(own.length, 1)];
        const rest = own.filter((other) => other !== removed);
        const withTable = (table: readonly Loose[]) => {
          const built = snapshot({
            collections: collectionsOf({ ...one, tables: [table, ...one.tables.slice(1)] }),
          });
          return forward(built, { subnetId: FUNCTION_SUBNET, sender: 'function' }, INTERNET);
        };
        const before = withTable(own);
        const after = withTable(rest);
        const opens =
          reachOf(before.disposition) !== 'works' && reachOf(after.disposition) === 'works';
        const uncovers =
          removed !== undefined &&
          covers(removed) &&
          rest.some((other) => covers(other) && lengthOf(other) < lengthOf(removed));
        expect(opens && !uncovers).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});
