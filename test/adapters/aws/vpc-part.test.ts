import { describe, expect, test } from 'vitest';
import { EMPTY_PART } from '../../../shared/model/snapshot-part.ts';
import { Snapshot } from '../../../shared/model/snapshot.ts';
import { databaseInstance } from '../../builders/databases.ts';
import { aFunction, item } from '../../builders/snapshot.ts';
import { ACCOUNT_ID, CAPTURED_AT, FakeAws, ec2, ec2Error, partReaderOf } from './fake-aws.ts';
import type { Answer, Parameters } from './fake-aws.ts';

const REGION = 'us-east-1';

/** What a filtered call asks for, by the filter's name. */
function filtersOf(parameters: Parameters): Readonly<Record<string, readonly string[]>> {
  const filters: Record<string, readonly string[]> = {};
  for (const [key, name] of Object.entries(parameters)) {
    const prefix = /^(Filter\.\d+)\.Name$/.exec(key)?.[1];
    if (prefix === undefined) continue;
    filters[name] = Object.keys(parameters)
      .filter((one) => one.startsWith(`${prefix}.Value.`))
      .map((one) => parameters[one] ?? '');
  }
  return filters;
}

/** Items for the VPCs that the filter `vpc-id` names, of those that exist. */
function perVpc(
  operation: string,
  set: string,
  existing: readonly string[],
  fields: (vpcId: string) => string,
) {
  return (parameters: Parameters): Answer => {
    const asked = filtersOf(parameters)['vpc-id'] ?? [];
    const items = existing
      .filter((id) => asked.includes(id))
      .map((id) => `<item><vpcId>${id}</vpcId>${fields(id)}</item>`);
    return ec2(operation, `<${set}>${items.join('')}</${set}>`);
  };
}

const existing = ['vpc-1', 'vpc-2', 'vpc-3'];
const describeVpcs = perVpc('DescribeVpcs', 'vpcSet', existing, () => '');
const network = {
  DescribeVpcs: (parameters: Parameters): Answer =>
    parameters['VpcId.1'] === undefined
      ? describeVpcs(parameters)
      : ec2Error('InvalidVpcID.NotFound', `The vpc ID '${parameters['VpcId.1']}' does not exist`),
  DescribeSubnets: perVpc(
    'DescribeSubnets',
    'subnetSet',
    existing,
    (id) => `<subnetId>subnet-${id.slice(4)}</subnetId>`,
  ),
};

function side(name: string, vpcId: string, ownerId: string): string {
  return `<${name}><vpcId>${vpcId}</vpcId><ownerId>${ownerId}</ownerId><region>${REGION}</region></${name}>`;
}

function peering(id: string, requester: string, accepter: string, owner = ACCOUNT_ID): string {
  return `<item><vpcPeeringConnectionId>${id}</vpcPeeringConnectionId>
    <status><code>active</code></status>
    ${side('requesterVpcInfo', requester, ACCOUNT_ID)}${side('accepterVpcInfo', accepter, owner)}
  </item>`;
}

function peerings(...items: readonly string[]): Answer {
  const set = `<vpcPeeringConnectionSet>${items.join('')}</vpcPeeringConnectionSet>`;
  return ec2('DescribeVpcPeeringConnections', set);
}

function endpoint(vpcId: string): Answer {
  const item = `<item><vpcEndpointId>vpce-1</vpcEndpointId><vpcId>${vpcId}</vpcId>
    <serviceName>com.amazonaws.us-east-1.lambda</serviceName>
    <vpcEndpointType>Interface</vpcEndpointType></item>`;
  return ec2('DescribeVpcEndpoints', `<vpcEndpointSet>${item}</vpcEndpointSet>`);
}

async function vpcsOf(fake: FakeAws, vpcIds: readonly string[]) {
  const part = await partReaderOf(fake).vpcs(REGION, vpcIds);
  const header = {
    accountId: ACCOUNT_ID,
    region: REGION,
    partition: 'aws',
    capturedAt: CAPTURED_AT,
  };
  return { part, snapshot: new Snapshot({ ...header, ...part }) };
}

/** The VPCs whose zones are asked for when vpc-1 is read and a function is known in a VPC. */
async function zonesAsked(fake: FakeAws, functionIn?: string) {
  await partReaderOf(fake).vpcs(REGION, ['vpc-1'], () => {
    const VpcConfig = { SubnetIds: [`subnet-${functionIn?.slice(4)}`], SecurityGroupIds: [] };
    const Functions = functionIn === undefined ? [] : [aFunction({ VpcConfig })];
    return Promise.resolve({ ...EMPTY_PART, collections: { Functions } });
  });
  return fake.requestsOf('ListHostedZonesByVPC').map((one) => one['vpcid']);
}

function egressOnlyGateway(id: string, vpcId: string): string {
  return `<item><egressOnlyInternetGatewayId>${id}</egressOnlyInternetGatewayId>
    <attachmentSet><item><state>attached</state><vpcId>${vpcId}</vpcId></item></attachmentSet></item>`;
}

describe('VPCs', () => {
  test('without peers cost thirteen calls, and none of Lambda, IAM or STS', async () => {
    const fake = new FakeAws(network);
    const reader = partReaderOf(fake);
    await reader.vpcs(REGION, ['vpc-1']);
    expect(reader.calls.total).toBe(13);
    expect([...reader.calls.byOperation.keys()].filter((one) => !one.startsWith('ec2:'))).toEqual([
      'route53:ListHostedZonesByVPC',
    ]);
    expect(fake.requests).toHaveLength(13);
  });

  test('are asked for by VPC wherever EC2 can filter', async () => {
    const fake = new FakeAws(network);
    await vpcsOf(fake, ['vpc-1']);
    const unfiltered = fake.requests
      .filter(({ operation }) => operation.startsWith('Describe'))
      .filter(({ operation }) => operation !== 'DescribeVpcAttribute')
      .filter(({ parameters }) => Object.keys(filtersOf(parameters)).length === 0)
      .map(({ operation }) => operation);
    expect(unfiltered).toEqual(['DescribeVpcPeeringConnections']);
    const [gateways = {}] = fake.requestsOf('DescribeInternetGateways');
    expect(filtersOf(gateways)).toEqual({ 'attachment.vpc-id': ['vpc-1'] });
    const [nat = {}] = fake.requestsOf('DescribeNatGateways');
    expect(filtersOf(nat)).toEqual({ 'vpc-id': ['vpc-1'] });
  });

  test('come with their direct peers of this account, and not with theirs', async () => {
    const fake = new FakeAws({
      ...network,
      DescribeVpcPeeringConnections: peerings(
        peering('pcx-1', 'vpc-1', 'vpc-2'),
        peering('pcx-2', 'vpc-2', 'vpc-3'),
        peering('pcx-3', 'vpc-1', 'vpc-4', '999988887777'),
      ),
    });
    const { part, snapshot } = await vpcsOf(fake, ['vpc-1']);
    expect(part.vpcIds).toEqual(['vpc-1', 'vpc-2']);
    expect(part.collections.VpcPeeringConnections).toHaveLength(3);
    expect(snapshot.inVpc('Subnets', 'vpc-2')).toMatchObject({ value: [{ VpcId: 'vpc-2' }] });
    expect(snapshot.inVpc('Subnets', 'vpc-3')).toMatchObject({
      reason: { kind: 'not-read', call: 'ec2:DescribeSubnets', detail: 'vpc-3 was not read' },
    });
  });

  test('are asked for their DNS settings; peers only where they have an endpoint or functions', async () => {
    const answers = {
      ...network,
      DescribeVpcPeeringConnections: peerings(
        peering('pcx-1', 'vpc-1', 'vpc-2'),
        peering('pcx-2', 'vpc-1', 'vpc-3'),
      ),
    };
    expect(await zonesAsked(new FakeAws(answers))).toEqual(['vpc-1']);
    expect(await zonesAsked(new FakeAws(answers), 'vpc-3')).toEqual(['vpc-1', 'vpc-3']);
    const withEndpoint = { ...answers, DescribeVpcEndpoints: endpoint('vpc-2') };
    expect(await zonesAsked(new FakeAws(withEndpoint))).toEqual(['vpc-1', 'vpc-2']);
  });

  test('leave the names of peers unknown that nobody was asked about', async () => {
    const fake = new FakeAws({
      ...network,
      DescribeVpcPeeringConnections: peerings(peering('pcx-1', 'vpc-1', 'vpc-2')),
    });
    const { snapshot } = await vpcsOf(fake, ['vpc-1']);
    expect(snapshot.gap('HostedZoneSummaries', 'vpc-1')).toBeUndefined();
    expect(snapshot.gap('HostedZoneSummaries', 'vpc-2')).toMatchObject({
      reason: { kind: 'not-read' },
    });
    expect(snapshot.get('VpcAttributes', 'vpc-2').known).toBe(false);
  });

  test('are gone only where EC2 says so of the very id', async () => {
    const gone = await vpcsOf(new FakeAws(network), ['vpc-1', 'vpc-9']);
    expect(gone.part.notFound).toEqual(['vpc-9']);
    expect(gone.snapshot.get('Vpcs', 'vpc-9')).toEqual({ known: true, value: undefined });
    const refused = await vpcsOf(
      new FakeAws({ ...network, DescribeVpcs: ec2Error('UnauthorizedOperation', 'no', 403) }),
      ['vpc-9'],
    );
    expect(refused.part.notFound).toEqual([]);
    expect(refused.snapshot.get('Vpcs', 'vpc-9')).toEqual({
      known: false,
      reason: { kind: 'denied', call: 'ec2:DescribeVpcs' },
    });
  });

  test('are asked for egress-only gateways where a route leads to one, and those of others kept out', async () => {
    const fake = new FakeAws({
      ...network,
      DescribeRouteTables: perVpc(
        'DescribeRouteTables',
        'routeTableSet',
        existing,
        (id) => `<routeTableId>rtb-${id.slice(4)}</routeTableId><routeSet><item>
          <destinationIpv6CidrBlock>::/0</destinationIpv6CidrBlock>
          <egressOnlyInternetGatewayId>eigw-1</egressOnlyInternetGatewayId></item></routeSet>`,
      ),
      DescribeEgressOnlyInternetGateways: ec2(
        'DescribeEgressOnlyInternetGateways',
        `<egressOnlyInternetGatewaySet>${egressOnlyGateway('eigw-1', 'vpc-1')}${egressOnlyGateway('eigw-2', 'vpc-2')}</egressOnlyInternetGatewaySet>`,
      ),
    });
    const { part } = await vpcsOf(fake, ['vpc-1']);
    expect(part.collections.EgressOnlyInternetGateways).toMatchObject([
      { EgressOnlyInternetGatewayId: 'eigw-1' },
    ]);
  });

  test('are asked for egress-only gateways where the route tables could not be read', async () => {
    const fake = new FakeAws({
      ...network,
      DescribeRouteTables: ec2Error('UnauthorizedOperation', 'no', 403),
    });
    await vpcsOf(fake, ['vpc-1']);
    expect(fake.requestsOf('DescribeEgressOnlyInternetGateways')).toHaveLength(1);
  });

  test('say that a subnet which a known function names is gone', async () => {
    const listed = network.DescribeSubnets;
    const fake = new FakeAws({
      ...network,
      DescribeSubnets: (parameters) =>
        parameters['SubnetId.1'] === undefined
          ? listed(parameters)
          : ec2Error('InvalidSubnetID.NotFound', "The subnet ID 'subnet-dead' does not exist"),
    });
    const named = aFunction({
      VpcConfig: { SubnetIds: ['subnet-1', 'subnet-dead'], SecurityGroupIds: [] },
    });
    const part = await partReaderOf(fake).vpcs(REGION, ['vpc-1'], () =>
      Promise.resolve({ ...EMPTY_PART, collections: { Functions: [named] } }),
    );
    expect(part.notFound).toEqual(['subnet-dead']);
    expect(part.collections.Functions).toBeUndefined();
  });

  test('come with VPCs that their groups are associated with', async () => {
    const fake = new FakeAws({
      ...network,
      DescribeSecurityGroups: perVpc(
        'DescribeSecurityGroups',
        'securityGroupInfo',
        existing,
        (id) => `<groupId>sg-${id.slice(4)}</groupId>`,
      ),
    });
    const SecurityGroupVpcAssociations = [
      item('SecurityGroupVpcAssociations', { GroupId: 'sg-1', VpcId: 'vpc-2' }),
      item('SecurityGroupVpcAssociations', { GroupId: 'sg-2', VpcId: 'vpc-3' }),
    ];
    const asked: (readonly string[])[] = [];
    const part = await partReaderOf(fake).vpcs(REGION, ['vpc-1'], (vpcIds) => {
      asked.push(vpcIds);
      return Promise.resolve({ ...EMPTY_PART, collections: { SecurityGroupVpcAssociations } });
    });
    expect(part.vpcIds).toEqual(['vpc-1', 'vpc-2']);
    expect(part.collections.Subnets).toHaveLength(2);
    expect(asked).toEqual([['vpc-1'], ['vpc-1', 'vpc-2']]);
  });

  test('come with VPCs that hold what their functions name, and with no others', async () => {
    const far = 'subnet-2';
    const fake = new FakeAws({
      ...network,
      DescribeSubnets: (parameters) => {
        const asked = filtersOf(parameters)['subnet-id'];
        const item = `<item><vpcId>vpc-2</vpcId><subnetId>${far}</subnetId></item>`;
        return asked === undefined
          ? network.DescribeSubnets(parameters)
          : ec2('DescribeSubnets', `<subnetSet>${item}</subnetSet>`);
      },
      DescribeNetworkInterfaces: (parameters) => {
        const [address] = filtersOf(parameters)['addresses.private-ip-address'] ?? [];
        const item = `<item><networkInterfaceId>eni-3</networkInterfaceId><vpcId>vpc-3</vpcId>
          <privateIpAddress>${address}</privateIpAddress></item>`;
        const found = address === undefined ? '' : item;
        return ec2(
          'DescribeNetworkInterfaces',
          `<networkInterfaceSet>${found}</networkInterfaceSet>`,
        );
      },
    });
    const instance = databaseInstance({
      port: 5432,
      engine: 'postgres',
      vpcId: 'vpc-2',
      subnetIds: [far],
    });
    const names = (Variables: Readonly<Record<string, string>>) => () =>
      Promise.resolve({
        ...EMPTY_PART,
        collections: {
          Functions: [
            aFunction({
              VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: [] },
              Environment: { Variables },
            }),
          ],
          DBInstances: [instance],
        },
      });
    const read = async (variables: Readonly<Record<string, string>>) => {
      const reader = partReaderOf(fake);
      const { vpcIds } = await reader.vpcs(REGION, ['vpc-1'], names(variables));
      return { vpcIds, calls: reader.calls.total };
    };
    const name = instance.Endpoint?.Address ?? '';
    expect(await read({ DB_HOST: name })).toMatchObject({ vpcIds: ['vpc-1', 'vpc-2'] });
    expect(await read({ DB_HOST: '10.9.0.9' })).toMatchObject({ vpcIds: ['vpc-1', 'vpc-3'] });
    expect(await read({ DB_HOST: '52.0.0.9' })).toEqual({ vpcIds: ['vpc-1'], calls: 13 });
    expect(await read({})).toEqual({ vpcIds: ['vpc-1'], calls: 13 });
  });

  test('are asked for in portions that fit into a filter', async () => {
    const fake = new FakeAws();
    const vpcIds = Array.from({ length: 201 }, (_, index) => `vpc-${index}`);
    await vpcsOf(fake, vpcIds);
    const sizes = fake
      .requestsOf('DescribeRouteTables')
      .map((one) => filtersOf(one)['vpc-id']?.length);
    expect(sizes).toEqual([200, 1]);
  });
});
