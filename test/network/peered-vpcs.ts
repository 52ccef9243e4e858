import { known } from '../../shared/model/fact.ts';
import type { CollectionName, Item } from '../../shared/model/collections.ts';
import type { InterfaceDestination } from '../../shared/network/flow.ts';
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
import { dnsOn, natVpc, openGroup, privateSubnets, privateTable, tcp } from './two-subnet-vpc.ts';

/** The default VPC peered with `vpc-0b` (10.9.0.0/16), which holds a database in `subnet-far`. */

type Loose = Readonly<Record<string, unknown>>;

export const FAR_SUBNET = 'subnet-far';
const PEERING = 'pcx-1';

export const toFar = { DestinationCidrBlock: '10.9.0.0/16', VpcPeeringConnectionId: PEERING };
const toNear = { DestinationCidrBlock: '10.0.0.0/16', VpcPeeringConnectionId: PEERING };

export function aPeering(fields: Loose = {}): Item<'VpcPeeringConnections'> {
  return item('VpcPeeringConnections', {
    VpcPeeringConnectionId: PEERING,
    Status: { Code: 'active' },
    RequesterVpcInfo: { VpcId: 'vpc-0a', CidrBlock: '10.0.0.0/16', Region: 'us-east-1' },
    AccepterVpcInfo: { VpcId: 'vpc-0b', CidrBlock: '10.9.0.0/16', Region: 'us-east-1' },
    ...fields,
  });
}

export const farTable = (...routes: readonly Loose[]) =>
  aRouteTable({
    RouteTableId: 'rtb-far',
    VpcId: 'vpc-0b',
    Associations: [{ SubnetId: FAR_SUBNET }],
    Routes: [localRoute('10.9.0.0/16'), ...routes],
  });

export const farGroup = (...IpPermissions: readonly Loose[]) =>
  aSecurityGroup({ GroupId: 'sg-far', VpcId: 'vpc-0b', IpPermissions });

export const farSubnet = () =>
  aSubnet({ SubnetId: FAR_SUBNET, VpcId: 'vpc-0b', CidrBlock: '10.9.1.0/24' });

export function peeredVpcs(
  collections: { readonly [K in CollectionName]?: readonly Item<K>[] | undefined } = {},
) {
  return snapshot(
    natVpc({
      Vpcs: [aVpc(), aVpc({ VpcId: 'vpc-0b', CidrBlock: '10.9.0.0/16' })],
      Subnets: [...privateSubnets(), farSubnet()],
      RouteTables: [privateTable(toFar), farTable(toNear)],
      VpcPeeringConnections: [aPeering()],
      SecurityGroups: [openGroup(), farGroup(tcp(5432, '10.0.0.0/16'))],
      NetworkAcls: [
        aNetworkAcl(),
        aNetworkAcl({
          NetworkAclId: 'acl-far',
          VpcId: 'vpc-0b',
          Associations: [{ SubnetId: FAR_SUBNET }],
        }),
      ],
      VpcAttributes: [dnsOn('vpc-0a'), dnsOn('vpc-0b')],
      ...collections,
    }),
  );
}

export function database(fields: Partial<InterfaceDestination> = {}): InterfaceDestination {
  return {
    kind: 'interfaces',
    name: 'db-orders',
    port: 5432,
    family: 4,
    hop: { kind: 'destination', id: 'db-orders' },
    vpcId: 'vpc-0b',
    subnetIds: known([FAR_SUBNET]),
    securityGroupIds: known(['sg-far']),
    ...fields,
  };
}
