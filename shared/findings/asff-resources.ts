import type { VerdictResource } from '../controls/verdict.ts';
import { parseArn } from '../model/arn.ts';
import type { Fault, HopKind } from '../network/disposition.ts';
import { networkInDetails } from './asff-resource-details.ts';
import { limitId } from './limit-id.ts';

/** A resource of a finding, as Security Hub takes it. */
export interface AsffResource {
  readonly Type: string;
  readonly Id: string;
  readonly Partition?: AsffPartition;
  readonly Region: string;
  readonly Details?: object;
}

/** The partitions that the format knows. */
const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov'] as const;
type AsffPartition = (typeof PARTITIONS)[number];

/** Most resources of a finding; https://docs.aws.amazon.com/securityhub/latest/userguide/asff-resources.html */
const MOST_RESOURCES = 32;
const LONGEST_ID = 512;

/**
 * What a finding is about: the judged resource first, then a function's VPC, subnets and groups, and the
 * hop at which its path stops, so that filters by any of them find it. The others are named by their
 * ids and not by ARNs: in a shared VPC they belong to another account, which nothing here says.
 */
export function asffResources({
  resource,
  details,
  fault,
  partition,
  region,
}: {
  readonly resource: VerdictResource;
  readonly details: object | undefined;
  readonly fault: Fault | undefined;
  readonly partition: string;
  readonly region: string;
}): AsffResource[] {
  const place = { ...placeOf(partition), Region: region };
  const { vpcId, subnetIds, securityGroupIds } = networkInDetails(details);
  const ofVpc = vpcId === undefined ? {} : { VpcId: vpcId };
  const others: AsffResource[] = [
    ...(vpcId === undefined ? [] : [{ Type: 'AwsEc2Vpc', Id: vpcId, ...place }]),
    ...subnetIds.map((SubnetId) => ({
      Type: 'AwsEc2Subnet',
      Id: SubnetId,
      ...place,
      Details: { AwsEc2Subnet: { SubnetId, ...ofVpc } },
    })),
    ...securityGroupIds.map((GroupId) => ({
      Type: 'AwsEc2SecurityGroup',
      Id: GroupId,
      ...place,
      Details: { AwsEc2SecurityGroup: { GroupId, ...ofVpc } },
    })),
  ];
  const hop = fault && HOP_TYPES[fault.kind];
  const stop = hop && fault ? [{ Type: hop, Id: limitId(fault.id, LONGEST_ID), ...place }] : [];
  const arn = parseArn(resource.id);
  const judged: AsffResource = {
    Type: RESOURCE_TYPES[resource.type],
    Id: limitId(resource.id, LONGEST_ID),
    ...placeOf(arn?.partition ?? partition),
    Region: arn?.region || region,
    ...(details && { Details: details }),
  };
  const all = new Map([judged, ...stop, ...others].map((one) => [one.Id, one]));
  return [...all.values()].slice(0, MOST_RESOURCES);
}

function placeOf(partition: string): { readonly Partition?: AsffPartition } {
  const known = PARTITIONS.find((one) => one === partition);
  return known === undefined ? {} : { Partition: known };
}

/** Security Hub's own names; it has none for VPC endpoints. */
const RESOURCE_TYPES: Readonly<Record<VerdictResource['type'], string>> = {
  'AWS::Lambda::Function': 'AwsLambdaFunction',
  'AWS::EC2::VPC': 'AwsEc2Vpc',
  'AWS::EC2::VPCEndpoint': 'Other',
  'AWS::EC2::SecurityGroup': 'AwsEc2SecurityGroup',
  'AWS::IAM::Role': 'AwsIamRole',
  'AWS::IAM::User': 'AwsIamUser',
  'AWS::::Account': 'AwsAccount',
};

/** Of a hop; undefined where it is no resource. */
const HOP_TYPES: Readonly<Record<HopKind, string | undefined>> = {
  subnet: 'AwsEc2Subnet',
  'route-table': 'AwsEc2RouteTable',
  'nat-gateway': 'Other',
  'internet-gateway': 'Other',
  'egress-only-internet-gateway': 'Other',
  'vpc-endpoint': 'Other',
  'vpc-peering-connection': 'AwsEc2VpcPeeringConnection',
  'transit-gateway': 'AwsEc2TransitGateway',
  'core-network': 'Other',
  'vpn-gateway': 'Other',
  'local-gateway': 'Other',
  'carrier-gateway': 'Other',
  'odb-network': 'Other',
  'vpc-lattice': 'Other',
  'route-server': 'Other',
  'network-interface': 'AwsEc2NetworkInterface',
  'security-group': 'AwsEc2SecurityGroup',
  'network-acl': 'AwsEc2NetworkAcl',
  vpc: 'AwsEc2Vpc',
  dns: undefined,
  proxy: undefined,
  internet: undefined,
  destination: undefined,
};
