import type { Item } from '../../shared/model/collections.ts';
import { role, vpcAccessPolicy } from './roles.ts';
import { aFunction, GROUP, item, SUBNETS, VPC } from './snapshot.ts';
import type { SnapshotChanges } from './snapshot.ts';
import {
  defaultRoute,
  dnsAttributes,
  endpoint,
  group,
  internetGateway,
  natGateway,
  permission,
  routeTable,
  subnet,
  toCidr,
  toGroup,
} from './topology.ts';

/** The default topology with a function that calls the Lambda API and a healthy endpoint for it. */

type Loose = Readonly<Record<string, unknown>>;
type Collections = NonNullable<SnapshotChanges['collections']>;

/** An interface endpoint for Lambda in both subnets, with private DNS and a group of its own. */
export function lambdaEndpoint(fields: Loose = {}): Item<'VpcEndpoints'> {
  return endpoint('vpce-lambda', 'lambda', {
    VpcEndpointType: 'Interface',
    SubnetIds: [...SUBNETS],
    Groups: [{ GroupId: 'sg-endpoint' }],
    PrivateDnsEnabled: true,
    IpAddressType: 'ipv4',
    DnsOptions: { DnsRecordIpType: 'ipv4' },
    NetworkInterfaceIds: ['eni-lambda-a', 'eni-lambda-b'],
    DnsEntries: [
      { DnsName: 'vpce-lambda-1.lambda.us-east-1.vpce.amazonaws.com', HostedZoneId: 'Z7' },
    ],
    ...fields,
  });
}

/** A function whose tag says that it calls the Lambda API. */
export function callingFunction(fields: Loose = {}): Item<'Functions'> {
  return aFunction({ Tags: { needs: 'lambda' }, ...fields });
}

/** The endpoint with other fields, beside whatever else differs. */
export function withEndpoint(fields: Loose = {}, others: Collections = {}): SnapshotChanges {
  return {
    collections: {
      VpcEndpoints: [lambdaEndpoint(fields)],
      VpcAttributes: [dnsAttributes(VPC, true)],
      SecurityGroups: [
        group(GROUP, [permission(443, toCidr('10.0.0.0/16'))]),
        group('sg-endpoint', [], [permission(443, toGroup(GROUP))]),
      ],
      Functions: [callingFunction()],
      RoleDetailList: [role([])],
      Policies: [vpcAccessPolicy()],
      ...others,
    },
  };
}

/** A NAT gateway in a public subnet that both private subnets are routed to. */
export function throughNat(): Collections {
  return {
    Subnets: [
      subnet(SUBNETS[0], 1, '10.0.0.0/24'),
      subnet(SUBNETS[1], 2, '10.0.1.0/24'),
      subnet('subnet-public', 1, '10.0.100.0/24'),
    ],
    RouteTables: [
      routeTable('rtb-0a', {
        subnetIds: SUBNETS,
        routes: [defaultRoute({ NatGatewayId: 'nat-0a' })],
      }),
      routeTable('rtb-public', { subnetIds: ['subnet-public'], routes: [defaultRoute()] }),
    ],
    InternetGateways: [internetGateway()],
    NatGateways: [natGateway('nat-0a', 'subnet-public', '198.51.100.10')],
  };
}

/** A default route that leaves through a transit gateway. */
export function throughTransitGateway(): Collections {
  return {
    RouteTables: [
      routeTable('rtb-0a', {
        subnetIds: SUBNETS,
        routes: [defaultRoute({ TransitGatewayId: 'tgw-0a' })],
      }),
    ],
  };
}

/** A VPC that another account shares. */
export function sharedVpc(): Collections {
  const OwnerId = '999988887777';
  return {
    Vpcs: [item('Vpcs', { VpcId: VPC, OwnerId, CidrBlock: '10.0.0.0/16' })],
    VpcEndpoints: [],
  };
}

/** A private hosted zone of a VPC that leads the Lambda name to the endpoint. */
export function lambdaZone(
  target: Loose = {
    AliasTarget: { DNSName: 'vpce-lambda-1.lambda.us-east-1.vpce.amazonaws.com.' },
  },
  vpcId = VPC,
): Collections {
  const Name = 'lambda.us-east-1.amazonaws.com.';
  return {
    HostedZoneSummaries: [item('HostedZoneSummaries', { HostedZoneId: 'Z1', Name, VPCId: vpcId })],
    ResourceRecordSets: [
      item('ResourceRecordSets', { HostedZoneId: 'Z1', Name, Type: 'A', ...target }),
    ],
  };
}
