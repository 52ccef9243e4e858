import { describe, expect, it } from 'vitest';
import { servicePath } from '../../shared/network/service-path.ts';
import type { ServiceQuestion } from '../../shared/network/service-path.ts';
import { aRouteTable, aSecurityGroup, item, localRoute, snapshot } from '../builders/snapshot.ts';
import type { SnapshotChanges } from '../builders/snapshot.ts';
import {
  anEndpoint,
  aZone,
  ENDPOINT_NAME,
  endpointInterface,
  openGroups,
  serviceQuestion,
  SQS_HOST,
} from './service-endpoints.ts';
import {
  allTo,
  dnsOn,
  FUNCTION_SUBNET,
  natVpc,
  openGroup,
  OTHER_SUBNET,
  privateTable,
  publicTable,
  source,
  tcp,
} from './two-subnet-vpc.ts';

type Collections = NonNullable<SnapshotChanges['collections']>;
const path = (collections: Collections, question: Partial<ServiceQuestion> = {}) =>
  servicePath(
    snapshot(natVpc({ SecurityGroups: openGroups, ...collections })),
    serviceQuestion(question),
  );

const url = (Host: string) => ({ references: [{ Variable: 'AWS_ENDPOINT_URL_SQS', Host }] });

describe('the path to a service whose name an endpoint owns', () => {
  it.each([
    ['available', 'REACHED'],
    ['Available', 'REACHED'],
    ['pendingAcceptance', 'SETTLING'],
    ['pending', 'SETTLING'],
    ['failed', 'ENDPOINT_NOT_USABLE'],
    ['rejected', 'ENDPOINT_NOT_USABLE'],
    ['expired', 'ENDPOINT_NOT_USABLE'],
    ['partial', 'ENDPOINT_NOT_USABLE'],
  ])('is the endpoint, %s: %s, whatever the NAT gateway', (State, disposition) => {
    expect(path({ VpcEndpoints: [anEndpoint({ State })] })).toMatchObject({
      disposition,
      via: 'interface endpoint',
      endpointId: 'vpce-1',
    });
  });

  it('needs a resolver where a hosted zone or a URL variable leads to it, unless that is an address', () => {
    const hidden = {
      VpcEndpoints: [anEndpoint({ PrivateDnsEnabled: false })],
      NetworkInterfaces: [endpointInterface],
      VpcAttributes: [dnsOn('vpc-0a', false, true)],
    };
    const zone = aZone(`${SQS_HOST}.`, {
      Name: `${SQS_HOST}.`,
      Type: 'A',
      AliasTarget: { DNSName: ENDPOINT_NAME },
    });
    expect(path({ ...hidden, ...zone })).toMatchObject({
      disposition: 'NAME_NOT_RESOLVED',
      stop: { kind: 'dns', id: 'vpc-0a' },
      via: 'interface endpoint',
    });
    expect(path(hidden, url(ENDPOINT_NAME)).disposition).toBe('NAME_NOT_RESOLVED');
    expect(path(hidden, url('10.0.0.40')).disposition).toBe('REACHED');
  });

  it('does not fall back to NAT where the group of the endpoint admits nobody', () => {
    const closed = [openGroup(), aSecurityGroup({ GroupId: 'sg-vpce' })];
    expect(path({ VpcEndpoints: [anEndpoint()], SecurityGroups: closed })).toMatchObject({
      disposition: 'DENIED_BY_SECURITY_GROUP',
      stop: { kind: 'security-group', id: 'sg-vpce' },
      via: 'interface endpoint',
    });
  });

  it.each([
    ['is the address of its interface', '10.0.0.40'],
    ['is anywhere in its subnets where they do not hold the address', '10.77.0.40'],
  ])('%s', (_, PrivateIpAddress) => {
    const NetworkInterfaces = [
      { ...endpointInterface, SubnetId: FUNCTION_SUBNET, PrivateIpAddress },
    ];
    expect(path({ VpcEndpoints: [anEndpoint()], NetworkInterfaces })).toMatchObject({
      disposition: 'REACHED',
    });
  });

  it.each([
    ['the default group, which admits itself only', [], 'DENIED_BY_SECURITY_GROUP'],
    ['the default group, which admits the VPC', [tcp(443, '10.0.0.0/16')], 'REACHED'],
  ])('created without a group has %s', (_, rules, disposition) => {
    const standard = aSecurityGroup({
      GroupId: 'sg-d',
      GroupName: 'default',
      IpPermissions: [...rules],
    });
    const SecurityGroups = [openGroup(), standard];
    expect(path({ VpcEndpoints: [anEndpoint({ Groups: [] })], SecurityGroups }).disposition).toBe(
      disposition,
    );
  });

  it.each([
    [{ IpAddressType: 'ipv6' }, false, 'ENDPOINT_NOT_USABLE'],
    [{ DnsOptions: { DnsRecordIpType: 'ipv6' } }, false, 'ENDPOINT_NOT_USABLE'],
    [{ IpAddressType: 'dualstack' }, false, 'REACHED'],
  ])('of the addresses %o with IPv6 allowed %s: %s', (fields, ipv6Allowed, disposition) => {
    expect(path({ VpcEndpoints: [anEndpoint(fields)] }, { ipv6Allowed }).disposition).toBe(
      disposition,
    );
  });

  it('takes all names of API Gateway, public ones too', () => {
    const VpcEndpoints = [anEndpoint({ ServiceName: 'com.amazonaws.us-east-1.execute-api' })];
    const service = { service: 'execute-api', region: 'us-east-1' };
    expect(path({ VpcEndpoints }, { service })).toMatchObject({
      disposition: 'NOT_ENOUGH_INFORMATION',
      reason: expect.stringContaining('403') as string,
    });
  });
});

describe('the path to a service whose name is public', () => {
  it('is the way to the internet', () => {
    expect(path({})).toMatchObject({ disposition: 'REACHED', via: 'internet' });
    const hidden = [anEndpoint({ PrivateDnsEnabled: false })];
    expect(path({ VpcEndpoints: hidden })).toMatchObject({ via: 'internet' });
    expect(path({ RouteTables: [privateTable()] })).toMatchObject({
      disposition: 'NO_ROUTE',
      via: 'internet',
    });
  });

  it('needs names', () => {
    const off = { VpcEndpoints: [anEndpoint()], VpcAttributes: [dnsOn('vpc-0a', false, true)] };
    expect(path(off)).toMatchObject({ disposition: 'NAME_NOT_RESOLVED', via: 'internet' });
  });

  it('is not known where something else answers the name', () => {
    const references = [{ Variable: 'AWS_ENDPOINT_URL_SQS', Host: 'queue.example.internal' }];
    expect(path({}, { references })).toMatchObject({
      disposition: 'NAME_RESOLVES_ELSEWHERE',
      via: 'unknown',
    });
  });

  it('is not served by an endpoint for another Region', () => {
    const VpcEndpoints = [anEndpoint()];
    const service = { service: 'sqs', region: 'eu-west-1' };
    expect(path({ VpcEndpoints }, { service })).toMatchObject({ via: 'internet' });
    const cross = [
      anEndpoint({ ServiceName: 'com.amazonaws.eu-west-1.sqs', ServiceRegion: 'eu-west-1' }),
    ];
    expect(path({ VpcEndpoints: cross }, { service })).toMatchObject({ via: 'interface endpoint' });
  });
});

const gateway = (...RouteTableIds: readonly string[]) =>
  item('VpcEndpoints', {
    VpcEndpointId: 'vpce-s3',
    VpcId: 'vpc-0a',
    VpcEndpointType: 'Gateway',
    ServiceName: 'com.amazonaws.us-east-1.s3',
    State: 'available',
    RouteTableIds,
  });

describe('the path to S3 by a gateway endpoint', () => {
  const service = { service: 's3', region: 'us-east-1' };
  const PrefixLists = [
    item('PrefixLists', {
      PrefixListId: 'pl-s3',
      PrefixListName: 'com.amazonaws.us-east-1.s3',
      Cidrs: ['52.216.0.0/15'],
    }),
  ];
  const twoTables = (['rtb-0a', 'rtb-0b'] as const).map((RouteTableId, index) =>
    aRouteTable({
      RouteTableId,
      Associations: [{ SubnetId: [FUNCTION_SUBNET, OTHER_SUBNET][index] }],
      Routes: [localRoute()],
    }),
  );
  const from = (subnetId: string, collections: Collections) =>
    path(collections, { service, source: source({ subnetId }) });

  it("stands on one subnet's table only", () => {
    const collections = { VpcEndpoints: [gateway('rtb-0a')], RouteTables: twoTables, PrefixLists };
    expect(from(FUNCTION_SUBNET, collections)).toMatchObject({
      disposition: 'REACHED',
      via: 'gateway endpoint',
      endpointId: 'vpce-s3',
    });
    expect(from(OTHER_SUBNET, collections)).toMatchObject({
      disposition: 'NO_ROUTE',
      via: 'internet',
    });
  });

  it.each([
    [
      'the prefix list',
      { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, PrefixListIds: [{ PrefixListId: 'pl-s3' }] },
      'REACHED',
    ],
    ['everything', allTo('0.0.0.0/0'), 'REACHED'],
    ['the VPC only', tcp(443, '10.0.0.0/16'), 'DENIED_BY_SECURITY_GROUP'],
  ])('needs an egress rule to its public addresses: %s', (_, rule, disposition) => {
    const SecurityGroups = [openGroup({ IpPermissionsEgress: [rule] })];
    const collections = { VpcEndpoints: [gateway('rtb-0a')], PrefixLists, SecurityGroups };
    expect(from(FUNCTION_SUBNET, collections).disposition).toBe(disposition);
  });

  it('whose addresses were not read is reached where everything is open, else unknown', () => {
    const unread = { VpcEndpoints: [gateway('rtb-0a')], PrefixLists: undefined };
    expect(from(FUNCTION_SUBNET, unread).disposition).toBe('REACHED');
    const some = {
      ...unread,
      SecurityGroups: [openGroup({ IpPermissionsEgress: [tcp(443, '52.0.0.0/8')] })],
    };
    expect(from(FUNCTION_SUBNET, some).disposition).toBe('NOT_ENOUGH_INFORMATION');
    const none = {
      ...unread,
      SecurityGroups: [openGroup({ IpPermissionsEgress: [tcp(443, '10.0.0.0/16')] })],
    };
    expect(from(FUNCTION_SUBNET, none).disposition).toBe('DENIED_BY_SECURITY_GROUP');
  });

  it('that is not available does not count', () => {
    const failed = { ...gateway('rtb-0a'), State: 'failed' };
    const collections = {
      VpcEndpoints: [failed],
      RouteTables: [privateTable(), publicTable()],
      PrefixLists,
    };
    expect(from(FUNCTION_SUBNET, collections)).toMatchObject({
      disposition: 'NO_ROUTE',
      via: 'internet',
    });
  });
});
