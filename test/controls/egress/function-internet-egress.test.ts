import { functionInternetEgress } from '../../../shared/controls/egress/function-internet-egress.ts';
import { changed, denied, withFields } from '../../builders/changed.ts';
import { t07, t08 } from '../../builders/network-topologies.ts';
import { t05 } from '../../builders/reference-design.ts';
import { item, localRoute } from '../../builders/snapshot.ts';
import { TOPOLOGIES } from '../../builders/topologies.ts';
import { defaultRoute } from '../../builders/topology.ts';
import { controlTable } from '../control-table.ts';

/** T05 with other routes in the table of its second private subnet. */
const routed = (...routes: Record<string, unknown>[]) =>
  withFields(t05(), 'RouteTables', 'rtb-private-b', { Routes: [localRoute(), ...routes] });
const toTransitGateway = routed(defaultRoute({ TransitGatewayId: 'tgw-0a' }));
const onlyTransitGateway = withFields({ given: toTransitGateway }, 'RouteTables', 'rtb-private-a', {
  Routes: [localRoute(), defaultRoute({ TransitGatewayId: 'tgw-0a' })],
});
const toNat = defaultRoute({ NatGatewayId: 'nat-0b' });
const nat = (fields: Record<string, unknown>) => withFields(t05(), 'NatGateways', 'nat-0b', fields);
const failure = { status: 'FAILED', severity: 'HIGH', messages: ['broken'] } as const;

controlTable(functionInternetEgress, [
  {
    name: 'passes a NAT gateway in each zone',
    given: t05().given,
    status: 'PASSED',
    confidence: 'CERTAIN',
    evidence: ['arn:aws:lambda:us-east-1:111122223333:function:orders Tags.needs internet'],
  },
  { name: 'passes a regional NAT gateway', given: t07().given, status: 'PASSED' },
  {
    name: 'passes managed instances with public addresses',
    given: TOPOLOGIES.t15().given,
    status: 'PASSED',
  },
  {
    name: 'notes that appliances inspect what passes a NAT gateway',
    given: nat({ AttachedAppliances: [{ VpcEndpointId: 'vpce-firewall' }] }),
    status: 'PASSED',
    messages: ['reaches', 'inspected'],
  },
  {
    name: 'passes where Block Public Access was not read: that is its own control',
    given: changed(t05(), { VpcBlockPublicAccessOptions: undefined }),
    status: 'PASSED',
  },
  {
    name: 'fails one subnet of two without a route',
    given: routed(),
    ...failure,
    evidence: ['rtb-private-b Routes none to the internet'],
  },
  {
    name: 'fails where half of the address space has no route',
    given: routed(defaultRoute({ DestinationCidrBlock: '0.0.0.0/1', NatGatewayId: 'nat-0b' })),
    ...failure,
    evidence: ['rtb-private-b Routes none to 198.41.0.4'],
  },
  {
    name: 'does not fall back from a black-holed half to the default route',
    given: routed(
      toNat,
      defaultRoute({
        DestinationCidrBlock: '128.0.0.0/1',
        NatGatewayId: 'nat-gone',
        State: 'blackhole',
      }),
    ),
    ...failure,
    evidence: ['rtb-private-b Routes 128.0.0.0/1 nat-gone blackhole'],
  },
  {
    name: 'fails a private NAT gateway and a black hole',
    given: t08().given,
    ...failure,
    messages: ['broken', 'broken'],
    evidence: ['rtb-0b Routes 0.0.0.0/0 nat-gone blackhole'],
  },
  {
    name: 'fails a default route to an internet gateway: a function has no public address',
    given: routed(defaultRoute()),
    ...failure,
    evidence: ['igw-0a Attachments vpc-0a available'],
  },
  {
    name: 'fails a NAT gateway that failed',
    given: nat({ State: 'failed', FailureCode: 'Gateway.NotAttached' }),
    ...failure,
    evidence: ['nat-0b FailureCode Gateway.NotAttached'],
  },
  {
    name: 'fails a NAT gateway whose own subnet has no way out',
    given: withFields(t05(), 'RouteTables', 'rtb-public-b', { Routes: [localRoute()] }),
    ...failure,
    evidence: ['rtb-public-b Routes none to the internet'],
  },
  {
    name: 'fails a NAT instance that checks addresses',
    given: withInterface({ SourceDestCheck: true, Status: 'in-use' }),
    ...failure,
    evidence: ['eni-nat SourceDestCheck true'],
  },
  {
    name: 'fails where the VPC resolves no names',
    given: changed(t05(), {
      VpcAttributes: [
        item('VpcAttributes', {
          VpcId: 'vpc-0a',
          EnableDnsSupport: { Value: false },
          EnableDnsHostnames: { Value: true },
        }),
      ],
    }),
    ...failure,
    messages: ['broken'],
    evidence: ['vpc-0a EnableDnsSupport.Value false'],
  },
  {
    name: 'fails what Block Public Access blocks',
    given: changed(t05(), {
      VpcBlockPublicAccessOptions: [
        item('VpcBlockPublicAccessOptions', { InternetGatewayBlockMode: 'block-bidirectional' }),
      ],
    }),
    ...failure,
    messages: ['broken'],
    evidence: ['igw-0a Attachments vpc-0a available'],
  },
  {
    name: 'does not know what lies behind a transit gateway',
    given: toTransitGateway,
    status: 'UNKNOWN',
    unknownCall: 'leaves through tgw-0a, beyond which nothing is known',
  },
  {
    name: 'does not know what lies behind a NAT instance that forwards',
    given: withInterface({ SourceDestCheck: false, Status: 'in-use' }),
    status: 'UNKNOWN',
    unknownCall: 'leaves through eni-nat, a NAT instance or appliance',
  },
  {
    name: 'passes a transit gateway that is trusted',
    given: toTransitGateway,
    parameters: { trustedIndirectTargets: ['tgw-0a'] },
    status: 'PASSED',
  },
  {
    name: 'passes a NAT instance that is trusted by its instance id, which its route shows too',
    given: routed(defaultRoute({ InstanceId: 'i-nat', NetworkInterfaceId: 'eni-nat' })),
    parameters: { trustedIndirectTargets: ['i-nat'] },
    status: 'PASSED',
  },
  {
    name: 'passes a transit gateway where that is configured to pass',
    given: toTransitGateway,
    parameters: { treatIndirectAs: 'PASSED' },
    status: 'PASSED',
    messages: ['reaches', 'indirect'],
  },
  {
    name: 'does not pass it where nobody knows whether names are resolved',
    given: denied({ given: onlyTransitGateway }, 'VpcAttributes', 'ec2:DescribeVpcAttribute'),
    parameters: { treatIndirectAs: 'PASSED' },
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeVpcAttribute',
  },
  {
    name: 'fails a transit gateway where that is configured to fail',
    given: toTransitGateway,
    parameters: { treatIndirectAs: 'FAILED' },
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['indirect'],
    evidence: ['rtb-private-b Routes 0.0.0.0/0 tgw-0a active'],
    fault: 'transit-gateway tgw-0a LEAVES_VPC',
  },
  {
    name: 'takes a missing route as indirect where the function has a proxy',
    given: withProxy(),
    status: 'UNKNOWN',
    unknownCall: 'leaves through the proxy proxy.corp.internal',
  },
  {
    name: 'asks again while a NAT gateway is being created',
    given: nat({ State: 'pending' }),
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
    name: 'fails a subnet without a route though NAT gateways may not be read',
    given: denied({ given: routed() }, 'NatGateways', 'ec2:DescribeNatGateways'),
    ...failure,
    evidence: ['rtb-private-b Routes none to the internet'],
  },
  {
    name: 'is unknown where the environment could not be decrypted and nothing else says a need',
    given: withFields(TOPOLOGIES.t01(), 'Functions', 'orders', {
      Environment: { Error: { ErrorCode: 'AccessDeniedException' } },
    }),
    status: 'UNKNOWN',
    unknownCall: 'kms:Decrypt',
  },
  {
    name: 'takes a public host of the environment as a need',
    given: withFields(TOPOLOGIES.t01(), 'Functions', 'orders', {
      Environment: { Variables: { API: 'https://api.example.com/v1' } },
    }),
    ...failure,
    messages: ['broken'],
    confidence: 'INFERRED',
    evidence: ['rtb-private Routes none to the internet'],
  },
  {
    name: 'does not apply where nothing says that the internet is needed',
    given: TOPOLOGIES.t01().given,
    status: 'NOT_APPLICABLE',
    messages: ['notNeeded'],
  },
  {
    name: 'does not apply to an unattached function',
    given: TOPOLOGIES.t03().given,
    status: 'NOT_APPLICABLE',
    messages: ['unattached'],
  },
]);

function withInterface(fields: Record<string, unknown>) {
  const given = routed(defaultRoute({ NetworkInterfaceId: 'eni-nat' }));
  const NetworkInterfaces = [
    item('NetworkInterfaces', { NetworkInterfaceId: 'eni-nat', VpcId: 'vpc-0a', ...fields }),
  ];
  return changed({ given }, { NetworkInterfaces });
}

function withProxy() {
  return withFields({ given: routed() }, 'Functions', 'orders', {
    Environment: { Variables: { https_proxy: 'http://proxy.corp.internal:3128' } },
  });
}
