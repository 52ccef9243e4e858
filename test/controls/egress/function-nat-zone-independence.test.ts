import { functionNatZoneIndependence } from '../../../shared/controls/egress/function-nat-zone-independence.ts';
import { changed, denied, itemsOf, withFields } from '../../builders/changed.ts';
import { t07, t08 } from '../../builders/network-topologies.ts';
import { t05 } from '../../builders/reference-design.ts';
import { t02 } from '../../builders/sample-templates.ts';
import { item, localRoute } from '../../builders/snapshot.ts';
import { TOPOLOGIES } from '../../builders/topologies.ts';
import { defaultRoute } from '../../builders/topology.ts';
import { controlTable } from '../control-table.ts';

const tableB = (...routes: Record<string, unknown>[]) =>
  withFields(t05(), 'RouteTables', 'rtb-private-b', { Routes: [localRoute(), ...routes] });
const regional = (fields: Record<string, unknown>) =>
  withFields(t07(), 'NatGateways', 'nat-0r', fields);
const constrained = (given: { given: ReturnType<typeof t07>['given'] }) =>
  withFields(given, 'AvailabilityZones', 'use1-az2', { State: 'constrained' });
const otherZone = {
  status: 'FAILED',
  severity: 'MEDIUM',
  messages: ['otherZone'],
} as const;

controlTable(functionNatZoneIndependence, [
  { name: 'passes one NAT gateway for each zone', given: t05().given, status: 'PASSED' },
  {
    name: 'passes a regional NAT gateway that follows the zones by itself',
    given: t07().given,
    status: 'PASSED',
  },
  {
    name: 'passes such a gateway while it has not reached a zone yet',
    given: regional({
      NatGatewayAddresses: [
        { PublicIp: '198.51.100.1', Status: 'succeeded', AvailabilityZoneId: 'use1-az1' },
      ],
    }),
    status: 'PASSED',
  },
  {
    name: 'fails a regional NAT gateway in manual mode without one of the zones',
    given: regional({
      AutoProvisionZones: 'disabled',
      NatGatewayAddresses: [
        { PublicIp: '198.51.100.1', Status: 'succeeded', AvailabilityZoneId: 'use1-az1' },
      ],
    }),
    ...otherZone,
    evidence: ['subnet-0b AvailabilityZoneId use1-az2', 'nat-0r AvailabilityZoneId use1-az1'],
  },
  {
    name: 'passes a regional NAT gateway in manual mode with all zones',
    given: regional({ AutoProvisionZones: 'disabled' }),
    status: 'PASSED',
  },
  {
    name: 'is unknown for a regional NAT gateway of which the mode was not recorded',
    given: regional({
      AutoProvisionZones: undefined,
      NatGatewayAddresses: [
        { PublicIp: '198.51.100.1', Status: 'succeeded', AvailabilityZoneId: 'use1-az1' },
      ],
    }),
    status: 'UNKNOWN',
    unknownCall: 'nat-0r shows no AutoProvisionZones',
  },
  {
    name: 'fails one NAT gateway for two zones, as in the sample template',
    given: t02().given,
    ...otherZone,
    evidence: ['subnet-private2 AvailabilityZoneId use1-az2', 'nat-0a AvailabilityZoneId use1-az1'],
  },
  {
    name: 'fails NAT gateways that are crossed over',
    given: tableB(defaultRoute({ NatGatewayId: 'nat-0a' })),
    ...otherZone,
    evidence: ['subnet-private-b AvailabilityZoneId use1-az2'],
  },
  {
    name: 'fails a zone that sends half of the internet to the NAT gateway of another',
    given: tableB(
      { DestinationCidrBlock: '0.0.0.0/1', NatGatewayId: 'nat-0b', State: 'active' },
      { DestinationCidrBlock: '128.0.0.0/1', NatGatewayId: 'nat-0a', State: 'active' },
    ),
    ...otherZone,
    evidence: [
      'subnet-private-b AvailabilityZoneId use1-az2',
      'nat-0a AvailabilityZoneId use1-az1',
    ],
  },
  {
    name: 'fails LOW in a zone that has no NAT gateways, and says to move',
    given: constrained({ given: t02().given }),
    status: 'FAILED',
    severity: 'LOW',
    messages: ['constrainedZone'],
    evidence: ['subnet-private2 AvailabilityZoneId use1-az2'],
  },
  {
    name: 'fails LOW in such a zone behind a regional NAT gateway too',
    given: constrained(t07()),
    status: 'FAILED',
    severity: 'LOW',
    messages: ['constrainedZone'],
    evidence: ['subnet-0b AvailabilityZoneId use1-az2'],
  },
  {
    name: 'does not apply where one subnet has no way out: that is another problem',
    given: tableB(),
    status: 'NOT_APPLICABLE',
    messages: ['noWayOut'],
  },
  { name: 'does not apply to a private NAT gateway', given: t08().given, status: 'NOT_APPLICABLE' },
  {
    name: 'does not apply where no NAT gateway is used',
    given: TOPOLOGIES.t15().given,
    status: 'NOT_APPLICABLE',
    messages: ['noNat'],
  },
  {
    name: 'does not apply behind a transit gateway alone',
    given: TOPOLOGIES.t09().given,
    status: 'NOT_APPLICABLE',
    messages: ['noNat'],
  },
  {
    name: 'judges the subnets with a NAT gateway where another goes elsewhere',
    given: tableB(defaultRoute({ TransitGatewayId: 'tgw-0a' })),
    status: 'PASSED',
  },
  {
    name: 'does not apply without a need for the internet',
    given: withFields(t02(), 'Functions', 'orders', { Tags: {} }),
    status: 'NOT_APPLICABLE',
    messages: ['notNeeded'],
  },
  {
    name: 'does not apply to an unattached function',
    given: TOPOLOGIES.t03().given,
    status: 'NOT_APPLICABLE',
    messages: ['unattached'],
  },
  {
    name: 'is unknown while a NAT gateway is being created',
    given: withFields(t05(), 'NatGateways', 'nat-0b', { State: 'pending' }),
    status: 'UNKNOWN',
    unknownCall: 'nat-0b is still being created',
  },
  {
    name: 'is unknown where the NAT gateways may not be read',
    given: denied(t05(), 'NatGateways', 'ec2:DescribeNatGateways'),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeNatGateways',
  },
  {
    name: "is unknown where the zone of a NAT gateway's subnet is not shown",
    given: changed(t02(), {
      AvailabilityZones: undefined,
      Subnets: itemsOf(t02(), 'Subnets').map((one) =>
        item('Subnets', { ...one, AvailabilityZoneId: undefined }),
      ),
    }),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeAvailabilityZones',
  },
  {
    name: 'is unknown where the need is',
    given: withFields(t02(), 'Functions', 'orders', {
      Tags: {},
      Environment: { Error: { ErrorCode: 'AccessDeniedException' } },
    }),
    status: 'UNKNOWN',
    unknownCall: 'kms:Decrypt',
  },
]);
