import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../shared/model/fact.ts';
import { faultOf } from '../../shared/network/disposition.ts';
import { addressDestination, internetDestination } from '../../shared/network/flow.ts';
import { traceFlow } from '../../shared/network/trace.ts';
import {
  aNetworkAcl,
  aRouteTable,
  aSecurityGroup,
  aVpc,
  item,
  snapshot,
} from '../builders/snapshot.ts';
import { database } from './peered-vpcs.ts';
import {
  aNatGateway,
  cidr,
  FUNCTION_SUBNET,
  INTERNET,
  IGW,
  ipv6DefaultRoute,
  NAT,
  natVpc,
  openGroup,
  privateSubnets,
  privateTable,
  PUBLIC_SUBNET,
  source,
  tcp,
} from './two-subnet-vpc.ts';

type Loose = Readonly<Record<string, unknown>>;

const settings = { trustedIndirectTargets: [], byName: false };
const google = addressDestination('8.8.8.8', INTERNET, 80);
const trace = (
  ...[built, to, from]: [
    Parameters<typeof traceFlow>[0],
    Parameters<typeof traceFlow>[2],
    Parameters<typeof source>[0]?,
  ]
) => traceFlow(built, source(from), to, settings);
const entry = (fields: Readonly<Record<string, unknown>>) => ({
  CidrBlock: '0.0.0.0/0',
  Protocol: '-1',
  RuleAction: 'allow',
  RuleNumber: 100,
  ...fields,
});
const both = (fields: Readonly<Record<string, unknown>> = {}) => [
  entry({ Egress: true, ...fields }),
  entry({ Egress: false, ...fields }),
];
const acl = (Entries: readonly object[], SubnetId: string = FUNCTION_SUBNET, id = 'acl-1') =>
  aNetworkAcl({ NetworkAclId: id, IsDefault: false, Associations: [{ SubnetId }], Entries });
const withAcls = (...NetworkAcls: ReturnType<typeof acl>[]) =>
  snapshot(natVpc({ NetworkAcls: [aNetworkAcl(), ...NetworkAcls] }));

const hole = (From: number) =>
  entry({
    Egress: false,
    RuleNumber: 50,
    RuleAction: 'deny',
    Protocol: '6',
    PortRange: { From, To: From + 9 },
  });

describe('a flow to the internet', () => {
  it('arrives by NAT and internet gateway, and its answer returns the same way', () => {
    const done = trace(snapshot(natVpc()), google);
    expect(done).toMatchObject({ disposition: 'REACHED', subnetId: FUNCTION_SUBNET });
    const ids = [FUNCTION_SUBNET, 'rtb-0a', NAT, PUBLIC_SUBNET, 'rtb-pub', IGW, 'internet'];
    expect(done.hops.map((hop) => hop.id)).toEqual(ids);
    expect(done.wayBack?.hops.map((hop) => hop.id)).toEqual(ids.toReversed());
    expect(faultOf(done)).toBeUndefined();
  });

  it('is not let out by any rule of its groups, which is met before the routes', () => {
    const built = snapshot(
      natVpc({
        SecurityGroups: [openGroup({ IpPermissionsEgress: [tcp(443, '0.0.0.0/0')] })],
        NatGateways: [aNatGateway({ State: 'failed' })],
      }),
    );
    const done = trace(built, google);
    expect(done.hops.map((hop) => hop.kind)).toEqual(['subnet', 'security-group']);
    expect(done.reason).toBe('no egress rule of sg-0a lets TCP 80 out to 8.8.8.8 (8.8.8.8/32)');
    expect(faultOf(done)).toEqual({
      kind: 'security-group',
      id: 'sg-0a',
      disposition: 'DENIED_BY_SECURITY_GROUP',
    });
    expect(done.wayBack).toBeUndefined();
  });

  it('needs a rule for every public address where it is the internet as such', () => {
    const half = openGroup({ IpPermissionsEgress: [tcp(443, '0.0.0.0/1')] });
    const built = snapshot(natVpc({ SecurityGroups: [half] }));
    const everywhere = internetDestination(443, 4, [INTERNET]);
    expect(trace(built, everywhere).disposition).toBe('DENIED_BY_SECURITY_GROUP');
  });

  it('is certainly stopped by a NAT gateway, though a group was not read', () => {
    const built = snapshot(
      natVpc({ SecurityGroups: undefined, NatGateways: [aNatGateway({ State: 'failed' })] }),
    );
    expect(trace(built, google).disposition).toBe('NAT_NOT_WORKING');
    const working = snapshot(natVpc({ SecurityGroups: undefined }));
    expect(trace(working, google)).toMatchObject({
      disposition: 'NOT_ENOUGH_INFORMATION',
      unknown: { call: 'ec2:DescribeSecurityGroups' },
    });
  });

  it.each([
    [
      'the request on its way out',
      [entry({ Egress: true, RuleAction: 'deny' }), entry({ Egress: false })],
      FUNCTION_SUBNET,
      /denies the request leaving subnet-0a: port 80, by rule 100/,
    ],
    [
      'the request entering the NAT gateway',
      [
        entry({ Egress: true }),
        entry({ Egress: false, Protocol: '6', PortRange: { From: 1024, To: 65535 } }),
      ],
      PUBLIC_SUBNET,
      /denies the request entering subnet-0pub: port 80, by the final deny/,
    ],
    [
      'the request leaving the NAT gateway',
      [
        entry({ Egress: false }),
        entry({ Egress: true, Protocol: '6', PortRange: { From: 1024, To: 65535 } }),
      ],
      PUBLIC_SUBNET,
      /denies the request leaving subnet-0pub: port 80/,
    ],
    [
      'the answer on its way in',
      [
        entry({ Egress: true }),
        entry({ Egress: false, Protocol: '6', PortRange: { From: 32768, To: 60999 } }),
      ],
      FUNCTION_SUBNET,
      /denies the answer entering subnet-0a: port 1024-32767, ?61000-65535/,
    ],
    [
      'the answer leaving the NAT gateway',
      [
        entry({ Egress: true, Protocol: '6', PortRange: { From: 80, To: 80 } }),
        entry({ Egress: false }),
      ],
      PUBLIC_SUBNET,
      /denies the answer leaving subnet-0pub/,
    ],
  ])('is stopped by a network ACL that denies %s', (_, entries, subnet, reason) => {
    const done = trace(withAcls(acl(entries, subnet)), google);
    expect(done).toMatchObject({
      disposition: 'DENIED_BY_NETWORK_ACL',
      stop: { kind: 'network-acl', id: 'acl-1' },
      reason: expect.stringMatching(reason) as string,
    });
    expect(done.hops.at(-1)?.kind).toBe('network-acl');
  });

  it('arrives though few ports of the answer are denied, and says so', () => {
    const hole = entry({
      Egress: false,
      RuleNumber: 50,
      RuleAction: 'deny',
      Protocol: '6',
      PortRange: { From: 3389, To: 3389 },
    });
    const done = trace(withAcls(acl([...both(), hole])), google);
    expect(done.disposition).toBe('REACHED');
    expect(done.wayBack?.reason).toContain('acl-1 denies 3389');
  });

  it('is denied where the few ports of each ACL are many together', () => {
    const done = trace(
      withAcls(acl([...both(), hole(2000)]), acl([...both(), hole(3000)], PUBLIC_SUBNET, 'acl-2')),
      google,
    );
    expect(done.disposition).toBe('DENIED_BY_NETWORK_ACL');
  });

  it('is unknown where another ACL than the one with few holes was not read', () => {
    const hole = entry({
      Egress: false,
      RuleNumber: 50,
      RuleAction: 'deny',
      Protocol: '6',
      PortRange: { From: 3389, To: 3389 },
    });
    const gaps = [
      { collection: 'NetworkAcls', reason: { kind: 'denied', call: 'ec2:DescribeNetworkAcls' } },
    ] as const;
    const built = snapshot(natVpc({ NetworkAcls: [acl([...both(), hole])] }, { gaps }));
    expect(trace(built, google).disposition).toBe('NOT_ENOUGH_INFORMATION');
  });

  it('needs an IPv6 block and a function that may use it', () => {
    const eigw = item('EgressOnlyInternetGateways', {
      EgressOnlyInternetGatewayId: 'eigw-1',
      Attachments: [{ VpcId: 'vpc-0a', State: 'attached' }],
    });
    const dual = {
      Ipv6CidrBlockAssociationSet: [
        { Ipv6CidrBlock: '2001:db8::/64', Ipv6CidrBlockState: { State: 'associated' } },
      ],
    };
    const built = (fields: object) =>
      snapshot(
        natVpc({
          EgressOnlyInternetGateways: [eigw],
          Subnets: privateSubnets({ ...fields }),
          RouteTables: [privateTable(ipv6DefaultRoute({ EgressOnlyInternetGatewayId: 'eigw-1' }))],
          NetworkAcls: [
            aNetworkAcl({
              Entries: [
                ...both(),
                ...both({ CidrBlock: undefined, Ipv6CidrBlock: '::/0', RuleNumber: 101 }),
              ],
            }),
          ],
        }),
      );
    const six = addressDestination('2606:4700::1', cidr('2606:4700::1'), 443);
    expect(trace(built(dual), six).disposition).toBe('REACHED');
    expect(trace(built({}), six)).toMatchObject({
      disposition: 'NO_IPV6_ADDRESS',
      stop: { id: FUNCTION_SUBNET },
    });
    expect(trace(built(dual), six, { ipv6Allowed: false }).disposition).toBe('NO_IPV6_ADDRESS');
    expect(trace(built(dual), google).disposition).toBe('NO_ROUTE');
  });
});

const near = (fields = {}) =>
  database({
    vpcId: 'vpc-0a',
    subnetIds: known(['subnet-0b']),
    securityGroupIds: known(['sg-db']),
    ...fields,
  });
const group = (...IpPermissions: readonly object[]) =>
  aSecurityGroup({ GroupId: 'sg-db', IpPermissions });

const built = (...rules: readonly object[]) =>
  snapshot(natVpc({ SecurityGroups: [openGroup(), group(...rules)] }));

describe('a flow to interfaces of the same VPC', () => {
  it.each([
    [
      'names the function group',
      { IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, UserIdGroupPairs: [{ GroupId: 'sg-0a' }] },
      'REACHED',
    ],
    ["holds the function's subnet", tcp(5432, '10.0.0.0/24'), 'REACHED'],
    ['holds another subnet only', tcp(5432, '10.0.99.0/24'), 'DENIED_BY_SECURITY_GROUP'],
    ['is for another port', tcp(3306, '10.0.0.0/16'), 'DENIED_BY_SECURITY_GROUP'],
  ])('is let in by a rule that %s: %s', (_, rule, disposition) => {
    const done = trace(built(rule), near());
    expect(done).toMatchObject({
      disposition,
      ...(disposition !== 'REACHED' && { stop: { kind: 'security-group', id: 'sg-db' } }),
    });
  });

  it('says from where nothing lets it in', () => {
    expect(trace(built(), near()).reason).toBe(
      'no ingress rule of sg-db lets TCP 5432 in to db-orders from 10.0.0.0/24',
    );
  });

  it('is judged by the worst of several subnets', () => {
    const closed = snapshot(
      natVpc({
        SecurityGroups: [openGroup(), group(tcp(5432, '10.0.0.0/16'))],
        NetworkAcls: [
          aNetworkAcl(),
          acl(
            [
              entry({ Egress: false }),
              entry({ Egress: true, Protocol: '6', PortRange: { From: 32768, To: 60999 } }),
            ],
            PUBLIC_SUBNET,
          ),
        ],
      }),
    );
    expect(trace(closed, near()).disposition).toBe('REACHED');
    expect(trace(closed, near({ subnetIds: known(['subnet-0b', PUBLIC_SUBNET]) }))).toMatchObject({
      disposition: 'DENIED_BY_NETWORK_ACL',
      reason: expect.stringContaining('the answer leaving subnet-0pub') as string,
    });
  });

  it('meets no network ACL inside one subnet', () => {
    const done = trace(
      snapshot(
        natVpc({
          SecurityGroups: [openGroup(), group(tcp(5432, '10.0.0.0/16'))],
          NetworkAcls: [acl([])],
        }),
      ),
      near({ subnetIds: known([FUNCTION_SUBNET]) }),
    );
    expect(done.disposition).toBe('REACHED');
  });

  it('has no address where the destination stands in no subnet', () => {
    expect(trace(built(tcp(5432, '10.0.0.0/16')), near({ subnetIds: known([]) })).disposition).toBe(
      'ENDPOINT_NOT_USABLE',
    );
  });

  it('is unknown where the groups or subnets of the destination are, unless it is stopped before', () => {
    const hidden = unknown({ kind: 'opaque', detail: 'its groups were not read' });
    expect(trace(built(), near({ securityGroupIds: hidden })).reason).toBe(
      'its groups were not read',
    );
    expect(trace(built(), near({ subnetIds: hidden })).disposition).not.toBe('REACHED');
    const noEgress = snapshot(natVpc({ SecurityGroups: [openGroup({ IpPermissionsEgress: [] })] }));
    expect(trace(noEgress, near({ subnetIds: hidden, securityGroupIds: hidden }))).toMatchObject({
      disposition: 'DENIED_BY_SECURITY_GROUP',
      stop: { id: 'sg-0a' },
    });
  });
});

it('of two equal routes of prefix lists that end alike one answers, else it is unknown', () => {
  const lists = ['pl-1', 'pl-2'].map((PrefixListId) =>
    item('PrefixLists', { PrefixListId, Cidrs: ['8.8.0.0/16'] }),
  );
  const through = (first: Loose, second: Loose) =>
    trace(
      snapshot(
        natVpc({
          Vpcs: [aVpc()],
          PrefixLists: lists,
          RouteTables: [
            aRouteTable({
              Routes: [
                { DestinationPrefixListId: 'pl-1', ...first },
                { DestinationPrefixListId: 'pl-2', ...second },
              ],
            }),
          ],
        }),
      ),
      google,
    ).disposition;
  expect(through({ GatewayId: IGW }, { GatewayId: 'igw-9' })).toBe('NO_PUBLIC_ADDRESS');
  expect(through({ GatewayId: IGW }, { TransitGatewayId: 'tgw-1' })).toBe('NOT_ENOUGH_INFORMATION');
});
