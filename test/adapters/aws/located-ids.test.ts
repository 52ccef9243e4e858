import { describe, expect, test } from 'vitest';
import { FakeAws, ec2, ec2Error, partReaderOf } from './fake-aws.ts';
import type { Parameters } from './fake-aws.ts';

const REGION = 'us-east-1';

/** One network interface that is asked for by any filter. */
function networkInterface(parameters: Parameters) {
  const item = `<item><networkInterfaceId>eni-1</networkInterfaceId><vpcId>vpc-5</vpcId>
    <attachment><attachmentId>eni-attach-1</attachmentId><instanceId>i-1</instanceId></attachment>
    <association><allocationId>eipalloc-1</allocationId><associationId>eipassoc-1</associationId></association></item>`;
  const asked = parameters['Filter.1.Value.1'] ?? '';
  const found = /^(?:eni|eni-attach|i|eipalloc|eipassoc)-1$/.test(asked) ? item : '';
  return ec2('DescribeNetworkInterfaces', `<networkInterfaceSet>${found}</networkInterfaceSet>`);
}

const account = {
  DescribeRouteTables: ec2(
    'DescribeRouteTables',
    `<routeTableSet><item><routeTableId>rtb-1</routeTableId><vpcId>vpc-1</vpcId>
      <associationSet><item><routeTableAssociationId>rtbassoc-1</routeTableAssociationId></item></associationSet>
    </item></routeTableSet>`,
  ),
  DescribeNetworkAcls: ec2(
    'DescribeNetworkAcls',
    `<networkAclSet><item><networkAclId>acl-1</networkAclId><vpcId>vpc-2</vpcId>
      <associationSet><item><networkAclAssociationId>aclassoc-1</networkAclAssociationId></item></associationSet>
    </item></networkAclSet>`,
  ),
  DescribeVpcPeeringConnections: ec2(
    'DescribeVpcPeeringConnections',
    `<vpcPeeringConnectionSet><item><vpcPeeringConnectionId>pcx-1</vpcPeeringConnectionId>
      <requesterVpcInfo><vpcId>vpc-1</vpcId></requesterVpcInfo>
      <accepterVpcInfo><vpcId>vpc-3</vpcId></accepterVpcInfo></item></vpcPeeringConnectionSet>`,
  ),
  DescribeInternetGateways: ec2(
    'DescribeInternetGateways',
    `<internetGatewaySet><item><internetGatewayId>igw-1</internetGatewayId>
      <attachmentSet><item><vpcId>vpc-4</vpcId><state>available</state></item></attachmentSet>
    </item></internetGatewaySet>`,
  ),
  DescribeEgressOnlyInternetGateways: ec2(
    'DescribeEgressOnlyInternetGateways',
    `<egressOnlyInternetGatewaySet><item><egressOnlyInternetGatewayId>eigw-1</egressOnlyInternetGatewayId>
      <attachmentSet><item><vpcId>vpc-4</vpcId><state>attached</state></item></attachmentSet></item>
      <item><egressOnlyInternetGatewayId>eigw-2</egressOnlyInternetGatewayId>
      <attachmentSet><item><vpcId>vpc-9</vpcId><state>attached</state></item></attachmentSet></item>
    </egressOnlyInternetGatewaySet>`,
  ),
  DescribeVpcs: ec2(
    'DescribeVpcs',
    '<vpcSet><item><vpcId>vpc-6</vpcId><dhcpOptionsId>dopt-1</dhcpOptionsId></item></vpcSet>',
  ),
  DescribeSubnets: ec2(
    'DescribeSubnets',
    '<subnetSet><item><subnetId>subnet-1</subnetId><vpcId>vpc-6</vpcId></item></subnetSet>',
  ),
  DescribeSecurityGroups: ec2(
    'DescribeSecurityGroups',
    '<securityGroupInfo><item><groupId>sg-1</groupId><vpcId>vpc-6</vpcId></item></securityGroupInfo>',
  ),
  DescribeNatGateways: ec2(
    'DescribeNatGateways',
    '<natGatewaySet><item><natGatewayId>nat-1</natGatewayId><vpcId>vpc-6</vpcId></item></natGatewaySet>',
  ),
  DescribeVpcEndpoints: ec2(
    'DescribeVpcEndpoints',
    '<vpcEndpointSet><item><vpcEndpointId>vpce-1</vpcEndpointId><vpcId>vpc-6</vpcId></item></vpcEndpointSet>',
  ),
  DescribeNetworkInterfaces: networkInterface,
};

describe('the VPC of an id', () => {
  test.each([
    ['rtb-1', ['vpc-1']],
    ['rtbassoc-1', ['vpc-1']],
    ['acl-1', ['vpc-2']],
    ['aclassoc-1', ['vpc-2']],
    ['pcx-1', ['vpc-1', 'vpc-3']],
    ['igw-1', ['vpc-4']],
    ['eigw-1', ['vpc-4']],
    ['vpc-6', ['vpc-6']],
    ['dopt-1', ['vpc-6']],
    ['subnet-1', ['vpc-6']],
    ['sg-1', ['vpc-6']],
    ['nat-1', ['vpc-6']],
    ['vpce-1', ['vpc-6']],
    ['eni-1', ['vpc-5']],
    ['eni-attach-1', ['vpc-5']],
    ['i-1', ['vpc-5']],
    ['eipalloc-1', ['vpc-5']],
    ['eipassoc-1', ['vpc-5']],
  ])('is found by one call: %s', async (id, vpcIds) => {
    const reader = partReaderOf(new FakeAws(account));
    expect(await reader.locate(REGION, [id])).toEqual(new Map([[id, vpcIds]]));
    expect(reader.calls.total).toBe(1);
  });

  test('costs a call for each kind of id, by filter so that a missing one fails nothing', async () => {
    const fake = new FakeAws(account);
    const found = await partReaderOf(fake).locate(REGION, ['rtb-1', 'rtb-2', 'sg-1', 'sg-1']);
    expect(Object.fromEntries(found)).toEqual({ 'rtb-1': ['vpc-1'], 'sg-1': ['vpc-6'] });
    expect(fake.requests.map(({ operation }) => operation)).toEqual([
      'DescribeRouteTables',
      'DescribeSecurityGroups',
    ]);
    expect(fake.requestsOf('DescribeRouteTables')).toMatchObject([
      { 'Filter.1.Name': 'route-table-id', 'Filter.1.Value.2': 'rtb-2' },
    ]);
  });

  test.each([
    ['of a kind that nobody asks for', 'fl-1'],
    ['that is no id', 'orders'],
  ])('is left out for one %s', async (_, id) => {
    const fake = new FakeAws(account);
    expect(await partReaderOf(fake).locate(REGION, [id])).toEqual(new Map());
    expect(fake.requests).toEqual([]);
  });

  test('is left out for one of several endpoints that is gone', async () => {
    const gone = ec2Error('InvalidVpcEndpointId.NotFound', 'The VpcEndpoint does not exist');
    const fake = new FakeAws({
      DescribeVpcEndpoints: (parameters) =>
        parameters['VpcEndpointId.1'] === 'vpce-1' ? account.DescribeVpcEndpoints : gone,
    });
    expect(await partReaderOf(fake).locate(REGION, ['vpce-1', 'vpce-2'])).toEqual(
      new Map([['vpce-1', ['vpc-6']]]),
    );
  });

  test('is no answer where EC2 gives none', async () => {
    const fake = new FakeAws({
      ...account,
      DescribeRouteTables: ec2Error('Unavailable', 'no', 503),
    });
    await expect(partReaderOf(fake).locate(REGION, ['rtb-1', 'sg-1'])).rejects.toThrow(
      'ec2:DescribeRouteTables failed (HTTP 503: Unavailable: no)',
    );
  });

  test('is left out where EC2 refuses', async () => {
    const refused = ec2Error('UnauthorizedOperation', 'no', 403);
    const fake = new FakeAws({ ...account, DescribeRouteTables: refused });
    expect(await partReaderOf(fake).locate(REGION, ['rtb-1', 'sg-1'])).toEqual(
      new Map([['sg-1', ['vpc-6']]]),
    );
  });
});
