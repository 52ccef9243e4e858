import * as ec2 from '@aws-sdk/client-ec2';
import type { AccountClients } from '../emulated-account.ts';
import { defined } from './defined.ts';

/** Creates a VPC; answers its id. */
export async function createVpc({ ec2: client }: AccountClients, CidrBlock: string) {
  const { Vpc } = await client.send(new ec2.CreateVpcCommand({ CidrBlock }));
  return defined(Vpc?.VpcId, 'VPC id');
}

/** The names of the region's zones whose ids are not among those left out, in AWS's order. */
export async function zoneNames(
  { ec2: client }: AccountClients,
  without: readonly string[] = [],
): Promise<readonly [string, string]> {
  const { AvailabilityZones = [] } = await client.send(
    new ec2.DescribeAvailabilityZonesCommand({}),
  );
  const [first, second] = AvailabilityZones.filter((zone) => !without.includes(zone.ZoneId ?? ''))
    .map((zone) => zone.ZoneName)
    .filter((name) => name !== undefined);
  return [defined(first, 'first zone'), defined(second, 'second zone')];
}

/** The name of the zone with the id. */
export async function zoneNamed({ ec2: client }: AccountClients, zoneId: string): Promise<string> {
  const { AvailabilityZones = [] } = await client.send(
    new ec2.DescribeAvailabilityZonesCommand({ ZoneIds: [zoneId] }),
  );
  return defined(AvailabilityZones[0]?.ZoneName, `zone ${zoneId}`);
}

/** Creates a subnet; answers its id. */
export async function createSubnet(
  { ec2: client }: AccountClients,
  VpcId: string,
  CidrBlock: string,
  AvailabilityZone: string,
) {
  const { Subnet } = await client.send(
    new ec2.CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZone }),
  );
  return defined(Subnet?.SubnetId, 'subnet id');
}

/** Creates a route table with the local route alone and associates the subnets; answers its id. */
export async function createRouteTable(
  { ec2: client }: AccountClients,
  VpcId: string,
  subnetIds: readonly string[],
) {
  const { RouteTable } = await client.send(new ec2.CreateRouteTableCommand({ VpcId }));
  const RouteTableId = defined(RouteTable?.RouteTableId, 'route table id');
  for (const SubnetId of subnetIds) {
    await client.send(new ec2.AssociateRouteTableCommand({ RouteTableId, SubnetId }));
  }
  return RouteTableId;
}

/** Creates an internet gateway, attaches it and makes it the table's default route; answers its id. */
export async function createInternetGateway(
  account: AccountClients,
  VpcId: string,
  RouteTableId: string,
) {
  const { ec2: client } = account;
  const { InternetGateway } = await client.send(new ec2.CreateInternetGatewayCommand({}));
  const InternetGatewayId = defined(InternetGateway?.InternetGatewayId, 'internet gateway id');
  await client.send(new ec2.AttachInternetGatewayCommand({ InternetGatewayId, VpcId }));
  await createDefaultRoute(account, RouteTableId, InternetGatewayId);
  return InternetGatewayId;
}

/** Makes an internet gateway the default route of one more table. */
export async function createDefaultRoute(
  { ec2: client }: AccountClients,
  RouteTableId: string,
  GatewayId: string,
) {
  await client.send(
    new ec2.CreateRouteCommand({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId }),
  );
}

/** Creates a public NAT gateway and makes it the table's default route; answers its id. */
export async function createNatGateway(
  { ec2: client }: AccountClients,
  SubnetId: string,
  RouteTableId: string,
) {
  const { AllocationId } = await client.send(new ec2.AllocateAddressCommand({ Domain: 'vpc' }));
  const { NatGateway } = await client.send(
    new ec2.CreateNatGatewayCommand({ SubnetId, AllocationId }),
  );
  const NatGatewayId = defined(NatGateway?.NatGatewayId, 'NAT gateway id');
  await client.send(
    new ec2.CreateRouteCommand({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', NatGatewayId }),
  );
  return NatGatewayId;
}

/** Creates a gateway endpoint whose policy allows every action of the service; answers its id. */
export async function createGatewayEndpoint(
  { ec2: client, region }: AccountClients,
  VpcId: string,
  service: 's3' | 'dynamodb',
  ...routeTableIds: readonly string[]
) {
  const { VpcEndpoint } = await client.send(
    new ec2.CreateVpcEndpointCommand({
      VpcId,
      ServiceName: `com.amazonaws.${region}.${service}`,
      VpcEndpointType: 'Gateway',
      RouteTableIds: [...routeTableIds],
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: '*', Action: `${service}:*`, Resource: '*' }],
      }),
    }),
  );
  return defined(VpcEndpoint?.VpcEndpointId, 'endpoint id');
}

/** The VPC's default security group. */
export async function defaultGroup({ ec2: client }: AccountClients, vpcId: string) {
  const { SecurityGroups = [] } = await client.send(
    new ec2.DescribeSecurityGroupsCommand({
      Filters: [
        { Name: 'vpc-id', Values: [vpcId] },
        { Name: 'group-name', Values: ['default'] },
      ],
    }),
  );
  return defined(SecurityGroups[0]?.GroupId, 'default group');
}

/** Creates a security group with AWS's default rules: nothing in, everything out. */
export async function createGroup({ ec2: client }: AccountClients, VpcId: string, name: string) {
  const { GroupId } = await client.send(
    new ec2.CreateSecurityGroupCommand({ VpcId, GroupName: name, Description: name }),
  );
  return defined(GroupId, 'security group id');
}

/** The id of AWS's prefix list of a gateway service. */
export async function servicePrefixList(
  { ec2: client, region }: AccountClients,
  service: 's3' | 'dynamodb',
) {
  const name = `com.amazonaws.${region}.${service}`;
  const { PrefixLists = [] } = await client.send(new ec2.DescribeManagedPrefixListsCommand({}));
  const list = PrefixLists.find(({ PrefixListName }) => PrefixListName === name);
  return defined(list?.PrefixListId, `prefix list ${name}`);
}
