import { functionRouteBlackhole } from '../../../shared/controls/egress/function-route-blackhole.ts';
import { changed, denied, withFields } from '../../builders/changed.ts';
import { withFunction } from '../../builders/function-of.ts';
import { t08, t12 } from '../../builders/network-topologies.ts';
import { t05 } from '../../builders/reference-design.ts';
import { localRoute } from '../../builders/snapshot.ts';
import { TOPOLOGIES } from '../../builders/topologies.ts';
import { defaultRoute, endpointRoute, routeTable } from '../../builders/topology.ts';
import { controlTable } from '../control-table.ts';

const routed = (...routes: Record<string, unknown>[]) =>
  withFields(t05(), 'RouteTables', 'rtb-private-b', {
    Routes: [
      localRoute(),
      endpointRoute('vpce-s3', 'pl-s3'),
      endpointRoute('vpce-dynamodb', 'pl-dynamodb'),
      ...routes,
    ],
  });
const dead = (DestinationCidrBlock: string, target: Record<string, unknown>) => ({
  ...defaultRoute(target),
  DestinationCidrBlock,
  State: 'blackhole',
});
const toNat = defaultRoute({ NatGatewayId: 'nat-0b' });
const unused = { status: 'FAILED', severity: 'LOW', messages: ['unused'] } as const;
const taken = { status: 'FAILED', severity: 'HIGH', messages: ['taken'] } as const;

controlTable(functionRouteBlackhole, [
  { name: 'passes routes that lead somewhere', given: t05().given, status: 'PASSED' },
  {
    name: 'fails HIGH the default route of a function that needs the internet',
    given: t08().given,
    ...taken,
    confidence: 'CERTAIN',
    evidence: ['rtb-0b Routes 0.0.0.0/0 nat-gone blackhole'],
  },
  {
    name: 'fails HIGH a black-holed half of the address space',
    given: routed(toNat, dead('128.0.0.0/1', { NatGatewayId: 'nat-gone' })),
    ...taken,
    evidence: ['rtb-private-b Routes 128.0.0.0/1 nat-gone blackhole'],
  },
  {
    name: 'fails HIGH the route to a database that the environment names',
    given: withFields(t12(), 'RouteTables', 'rtb-main', {
      Routes: [localRoute(), dead('10.0.200.0/24', { NetworkInterfaceId: 'eni-gone' })],
    }),
    ...taken,
    confidence: 'INFERRED',
    evidence: ['rtb-main Routes 10.0.200.0/24 eni-gone blackhole'],
  },
  {
    name: 'fails HIGH the route to a private address that is in no VPC that was read',
    given: withFunction(
      { given: routed(toNat, dead('10.9.0.0/16', { TransitGatewayId: 'tgw-0a' })) },
      { Environment: { Variables: { BROKER: '10.9.0.7' } } },
    ).given,
    ...taken,
    confidence: 'INFERRED',
    evidence: ['rtb-private-b Routes 10.9.0.0/16 tgw-0a blackhole'],
  },
  {
    name: 'fails HIGH the route to a public address that the environment names',
    given: withFunction(
      { given: routed(toNat, dead('203.0.113.0/24', { GatewayId: 'vgw-0a' })) },
      { Environment: { Variables: { PARTNER_URL: 'https://203.0.113.7/orders' } } },
    ).given,
    ...taken,
    evidence: ['rtb-private-b Routes 203.0.113.0/24 vgw-0a blackhole'],
  },
  {
    name: 'fails LOW a route that no known need takes',
    given: routed(toNat, dead('10.9.0.0/16', { VpcPeeringConnectionId: 'pcx-gone' })),
    ...unused,
    evidence: ['rtb-private-b Routes 10.9.0.0/16 pcx-gone blackhole'],
  },
  {
    name: 'fails LOW a default route that nothing is known to need',
    given: withFields(TOPOLOGIES.t01(), 'RouteTables', 'rtb-private', {
      Routes: [
        localRoute('172.31.0.0/16'),
        endpointRoute('vpce-s3', 'pl-s3'),
        endpointRoute('vpce-dynamodb', 'pl-dynamodb'),
        dead('0.0.0.0/0', { InstanceId: 'i-stopped' }),
      ],
    }),
    ...unused,
    evidence: ['rtb-private Routes 0.0.0.0/0 i-stopped blackhole'],
  },
  {
    name: 'fails LOW a filtered route',
    given: routed({ ...toNat, State: 'filtered' }),
    ...unused,
    evidence: ['rtb-private-b Routes 0.0.0.0/0 nat-0b filtered'],
  },
  {
    name: 'names a route whose target the answer leaves out',
    given: routed(toNat, dead('10.9.0.0/16', { GatewayId: undefined })),
    ...unused,
    evidence: ['rtb-private-b Routes 10.9.0.0/16 a target that is gone blackhole'],
  },
  {
    name: 'tells each dead route of a shared table once',
    given: withFields(t12(), 'RouteTables', 'rtb-main', {
      Routes: [
        localRoute(),
        dead('10.8.0.0/16', { VpcPeeringConnectionId: 'pcx-gone' }),
        dead('10.9.0.0/16', { VpcPeeringConnectionId: 'pcx-gone' }),
      ],
    }),
    ...unused,
    messages: ['unused', 'unused'],
    evidence: ['rtb-main Routes 10.9.0.0/16 pcx-gone blackhole'],
  },
  {
    name: "leaves a table alone that none of the function's subnets uses",
    given: withFields(t05(), 'RouteTables', 'rtb-main', {
      Routes: [localRoute(), dead('0.0.0.0/0', { NatGatewayId: 'nat-gone' })],
    }),
    status: 'PASSED',
  },
  {
    name: 'is unknown where the route tables may not be read',
    given: denied(t05(), 'RouteTables', 'ec2:DescribeRouteTables'),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeRouteTables',
  },
  {
    name: 'fails a dead route though the table of another subnet is missing',
    given: changed(t08(), {
      RouteTables: [
        routeTable('rtb-0b', {
          subnetIds: ['subnet-0b'],
          routes: [dead('0.0.0.0/0', { NatGatewayId: 'nat-gone' })],
        }),
      ],
    }),
    ...taken,
    evidence: ['rtb-0b Routes 0.0.0.0/0 nat-gone blackhole'],
  },
  {
    name: 'does not apply to an unattached function',
    given: TOPOLOGIES.t03().given,
    status: 'NOT_APPLICABLE',
    messages: ['unattached'],
  },
]);
