import type { VerdictResource } from '../controls/verdict.ts';
import { functionNameOf, parseArn, splitFunctionArn } from '../model/arn.ts';
import type { Fault, HopKind } from '../network/disposition.ts';
import { PRODUCT } from './asff-product-fields.ts';
import { oneLine } from './limit-text.ts';
import { resourceId } from './resource-name.ts';

/** Where a page of the AWS console is: which partition and region. */
export interface ConsolePlace {
  readonly partition: string;
  readonly region: string;
}

/** Hosts of the console, by partition; the isolated ones have none that can be named. */
const HOSTS: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  'aws-eusc': 'console.amazonaws-eusc.eu',
};

/** Encoded for an address; halves of characters have no encoding and are replaced. */
function encoded(text: string): string {
  return encodeURIComponent(oneLine(text));
}

/** The page of the console; undefined where the partition has no known one. */
function page({ partition, region }: ConsolePlace, service: string, anchor: string) {
  const host = HOSTS[partition];
  return host === undefined
    ? undefined
    : `https://${region}.${host}/${service}/home?region=${region}#${anchor}`;
}

/** The console's page of a resource that has a verdict. */
export function resourceLink(resource: VerdictResource, place: ConsolePlace): string | undefined {
  const region = parseArn(resource.id)?.region || place.region;
  const there = { ...place, region };
  const id = encoded(resourceId(resource));
  switch (resource.type) {
    case 'AWS::Lambda::Function':
      return page(there, 'lambda', `/functions/${functionPath(resource.id)}`);
    case 'AWS::EC2::VPC':
      return page(there, 'vpcconsole', `VpcDetails:VpcId=${id}`);
    case 'AWS::EC2::VPCEndpoint':
      return page(there, 'vpcconsole', `EndpointDetails:vpcEndpointId=${id}`);
    case 'AWS::EC2::SecurityGroup':
      return page(there, 'vpcconsole', `SecurityGroup:groupId=${id}`);
    case 'AWS::IAM::Role':
      return page(there, 'iam', `/roles/details/${lastOf(resource.id)}`);
    case 'AWS::IAM::User':
      return page(there, 'iam', `/users/details/${lastOf(resource.id)}`);
    case 'AWS::::Account':
      return undefined;
  }
}

function functionPath(arn: string): string {
  const { qualifier } = splitFunctionArn(arn);
  const name = encoded(functionNameOf(arn));
  return qualifier === undefined ? name : `${name}/versions/${encoded(qualifier)}`;
}

function lastOf(arn: string): string {
  return encoded(arn.slice(arn.lastIndexOf('/') + 1));
}

/** The console's page of a VPC. */
export function vpcLink(vpcId: string, place: ConsolePlace): string | undefined {
  return page(place, 'vpcconsole', `VpcDetails:VpcId=${encoded(vpcId)}`);
}

/** The console's page of the hop at which a path stops; undefined for what has none. */
export function hopLink({ kind, id }: Fault, place: ConsolePlace): string | undefined {
  const anchor = HOP_ANCHORS[kind];
  if (anchor === undefined) return undefined;
  const service = kind === 'network-interface' ? 'ec2' : 'vpcconsole';
  return page(place, service, `${anchor}${encoded(id)}`);
}

const HOP_ANCHORS: Readonly<Partial<Record<HopKind, string>>> = {
  subnet: 'SubnetDetails:subnetId=',
  'route-table': 'RouteTableDetails:RouteTableId=',
  'nat-gateway': 'NatGatewayDetails:natGatewayId=',
  'internet-gateway': 'InternetGateway:internetGatewayId=',
  'vpc-endpoint': 'EndpointDetails:vpcEndpointId=',
  'vpc-peering-connection': 'PeeringConnectionDetails:VpcPeeringConnectionId=',
  'transit-gateway': 'TransitGatewayDetails:transitGatewayId=',
  'network-interface': 'NetworkInterface:networkInterfaceId=',
  'security-group': 'SecurityGroup:groupId=',
  'network-acl': 'NetworkAclDetails:networkAclId=',
  vpc: 'VpcDetails:VpcId=',
};

/** The event in CloudTrail's history of the last 90 days. */
export function eventLink(eventId: string, place: ConsolePlace): string | undefined {
  return page(place, 'cloudtrailv2', `/events/${encoded(eventId)}`);
}

/** The findings of a control in Security Hub. */
export function findingsLink(control: string, place: ConsolePlace): string | undefined {
  return page(
    place,
    'securityhub',
    `/findings?search=${search('GeneratorId', `${PRODUCT}/${control}`)}`,
  );
}

/** One finding in Security Hub. */
export function findingLink(id: string, place: ConsolePlace): string | undefined {
  return page(place, 'securityhub', `/findings?search=${search('Id', id)}`);
}

/** Security Hub's search takes `Field=\operator\:EQUALS\:value`, the part after `=` encoded twice. */
function search(field: string, value: string): string {
  const filter = encoded(`\\operator\\:EQUALS\\:${value}`);
  return `${field}%3D${encoded(filter)}`;
}
