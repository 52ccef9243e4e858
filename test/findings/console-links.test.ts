import { describe, expect, it } from 'vitest';
import type { ResourceType } from '../../shared/controls/verdict.ts';
import {
  eventLink,
  findingsLink,
  hopLink,
  resourceLink,
} from '../../shared/findings/console-links.ts';
import type { HopKind } from '../../shared/network/disposition.ts';

const PLACE = { partition: 'aws', region: 'eu-west-1' };
const BASE = 'https://eu-west-1.console.aws.amazon.com';
const VPC_BASE = `${BASE}/vpcconsole/home?region=eu-west-1#`;
const EC2 = 'arn:aws:ec2:eu-west-1:111122223333';
const IAM = 'arn:aws:iam::111122223333';

describe('pages of the console', () => {
  it.each<[ResourceType, string, string | undefined]>([
    [
      'AWS::Lambda::Function',
      'arn:aws:lambda:eu-central-1:111122223333:function:orders',
      'https://eu-central-1.console.aws.amazon.com/lambda/home?region=eu-central-1#/functions/orders',
    ],
    ['AWS::EC2::VPC', `${EC2}:vpc/vpc-1`, `${VPC_BASE}VpcDetails:VpcId=vpc-1`],
    [
      'AWS::EC2::VPCEndpoint',
      `${EC2}:vpc-endpoint/vpce-1`,
      `${VPC_BASE}EndpointDetails:vpcEndpointId=vpce-1`,
    ],
    [
      'AWS::EC2::SecurityGroup',
      `${EC2}:security-group/sg-1`,
      `${VPC_BASE}SecurityGroup:groupId=sg-1`,
    ],
    [
      'AWS::IAM::Role',
      `${IAM}:role/service/orders+x`,
      `${BASE}/iam/home?region=eu-west-1#/roles/details/orders%2Bx`,
    ],
    [
      'AWS::IAM::User',
      `${IAM}:user/alice`,
      `${BASE}/iam/home?region=eu-west-1#/users/details/alice`,
    ],
    ['AWS::::Account', 'AWS::::Account:111122223333', undefined],
  ])('of a %s', (type, id, url) => {
    expect(resourceLink({ type, id }, PLACE)).toBe(url);
  });

  it.each<[HopKind, string | undefined]>([
    ['subnet', `${VPC_BASE}SubnetDetails:subnetId=x-1`],
    ['route-table', `${VPC_BASE}RouteTableDetails:RouteTableId=x-1`],
    ['nat-gateway', `${VPC_BASE}NatGatewayDetails:natGatewayId=x-1`],
    ['internet-gateway', `${VPC_BASE}InternetGateway:internetGatewayId=x-1`],
    ['vpc-endpoint', `${VPC_BASE}EndpointDetails:vpcEndpointId=x-1`],
    ['vpc-peering-connection', `${VPC_BASE}PeeringConnectionDetails:VpcPeeringConnectionId=x-1`],
    ['security-group', `${VPC_BASE}SecurityGroup:groupId=x-1`],
    ['network-acl', `${VPC_BASE}NetworkAclDetails:networkAclId=x-1`],
    [
      'network-interface',
      `${BASE}/ec2/home?region=eu-west-1#NetworkInterface:networkInterfaceId=x-1`,
    ],
    ['dns', undefined],
    ['core-network', undefined],
  ])('of a hop that is a %s', (kind, url) => {
    expect(hopLink({ kind, id: 'x-1', disposition: 'NO_ROUTE' }, PLACE)).toBe(url);
  });

  it.each([
    ['aws', 'eu-west-1', 'https://eu-west-1.console.aws.amazon.com/'],
    ['aws-cn', 'cn-north-1', 'https://cn-north-1.console.amazonaws.cn/'],
    ['aws-us-gov', 'us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
    ['aws-eusc', 'eusc-de-east-1', 'https://eusc-de-east-1.console.amazonaws-eusc.eu/'],
  ])('are in %s where its console is', (partition, region, host) => {
    expect(eventLink('e-1', { partition, region })).toBe(
      `${host}cloudtrailv2/home?region=${region}#/events/e-1`,
    );
  });

  it('are nowhere where a partition has no known console', () => {
    expect(eventLink('e-1', { partition: 'aws-iso', region: 'us-iso-east-1' })).toBeUndefined();
  });

  it("search Security Hub for a control's findings", () => {
    expect(findingsLink('function-multi-az', PLACE)).toBe(
      `${BASE}/securityhub/home?region=eu-west-1#/findings?search=GeneratorId%3D%255Coperator%255C%253AEQUALS%255C%253Alambda-vpc-auditor%252Ffunction-multi-az`,
    );
  });
});
