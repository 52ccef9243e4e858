import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../../shared/controls/registry.ts';
import type { SnapshotChanges } from '../builders/snapshot.ts';
import { GROUP, item, VPC } from '../builders/snapshot.ts';
import { changed, itemsOf, withFields } from '../builders/changed.ts';
import { lambdaZone } from '../builders/lambda-endpoint.ts';
import { t05 } from '../builders/reference-design.ts';
import { TOPOLOGIES } from '../builders/topologies.ts';
import { dnsAttributes, group, permission, toCidr, toGroup } from '../builders/topology.ts';
import type { Topology } from '../builders/topology.ts';
import { judge } from './judge.ts';
import { verdictLetter } from './verdict-letter.ts';

/** What one change to a reference topology flips among the controls of endpoints and peerings. */

const NAMES = CONTROLS.filter(({ meta }) => ['lambda-endpoint', 'peering'].includes(meta.family))
  .map(({ meta }) => meta.name)
  .filter((name) => !name.startsWith('lambda-endpoint-policy-'));

function cells(topology: Topology): readonly string[] {
  const verdicts = judge(topology);
  return NAMES.map((name) => `${name} ${verdictLetter(verdicts, name)}`);
}

/** `control letter` after the change, for every control whose letter is another than before. */
function flips(topology: Topology, given: SnapshotChanges): readonly string[] {
  const before = cells(topology);
  return cells({ ...topology, given }).filter((cell) => !before.includes(cell));
}

const subnetsOf = (id: string, SubnetIds: readonly string[]) =>
  withFields(t05(), 'VpcEndpoints', id, { SubnetIds });

const resolverOff = {
  VpcAttributes: [
    item('VpcAttributes', {
      VpcId: VPC,
      EnableDnsSupport: { Value: false },
      EnableDnsHostnames: { Value: true },
    }),
  ],
};

const withoutRoutes = (table: string) => withFields(t05(), 'RouteTables', table, { Routes: [] });

describe('one change to the reference design', () => {
  it.each<readonly [string, SnapshotChanges, readonly string[]]>([
    [
      'RevokeSecurityGroupIngress of 443 on the group of the endpoints',
      withFields(t05(), 'SecurityGroups', 'sg-endpoints', { IpPermissions: [] }),
      ['lambda-endpoint-security-group F'],
    ],
    [
      'ModifyVpcEndpoint that removes a subnet',
      subnetsOf('vpce-lambda', ['subnet-private-a']),
      ['lambda-endpoint-multi-az F'],
    ],
    [
      'ModifyVpcEndpoint that removes a subnet of an endpoint of another service',
      subnetsOf('vpce-secretsmanager', ['subnet-private-a']),
      [],
    ],
    [
      'ModifyVpcEndpoint that turns private DNS off',
      withFields(t05(), 'VpcEndpoints', 'vpce-lambda', { PrivateDnsEnabled: false }),
      ['lambda-endpoint-private-dns F'],
    ],
    [
      'ModifyVpcAttribute enableDnsSupport false',
      changed(t05(), resolverOff),
      ['lambda-endpoint-private-dns F', 'vpc-dns-attributes F'],
    ],
    [
      'ModifyVpcAttribute enableDnsSupport false where the DHCP options name another resolver',
      changed(t05(), {
        ...resolverOff,
        DhcpOptions: [
          item('DhcpOptions', {
            DhcpOptionsId: 'dopt-0a',
            DhcpConfigurations: [{ Key: 'domain-name-servers', Values: [{ Value: '10.9.9.9' }] }],
          }),
        ],
      }),
      ['lambda-endpoint-private-dns F', 'vpc-dns-attributes F'],
    ],
    [
      'ModifyVpcAttribute enableDnsHostnames false',
      changed(t05(), { VpcAttributes: [dnsAttributes(VPC, false)] }),
      ['lambda-endpoint-private-dns F', 'vpc-dns-attributes F'],
    ],
    [
      'an endpoint that fails on the side of the service',
      withFields(t05(), 'VpcEndpoints', 'vpce-lambda', { State: 'failed' }),
      // It still owns the name, so the NAT gateway is no way to the Lambda API.
      ['lambda-endpoint-present F', 'lambda-endpoint-state F'],
    ],
    ['DeleteRoute of the public subnet of zone a', withoutRoutes('rtb-public-a'), []],
    ['DisassociateRouteTable of the private subnet a', withoutRoutes('rtb-private-a'), []],
    [
      'DeleteNatGateway in zone b',
      withFields(t05(), 'NatGateways', 'nat-0b', { State: 'deleted' }),
      [],
    ],
    [
      'CreateVpcEndpoint of a second one for Lambda',
      changed(t05(), {
        VpcEndpoints: [
          ...itemsOf(t05(), 'VpcEndpoints'),
          ...itemsOf(t05(), 'VpcEndpoints')
            .filter(({ VpcEndpointId }) => VpcEndpointId === 'vpce-lambda')
            .map((one) =>
              item('VpcEndpoints', {
                ...one,
                VpcEndpointId: 'vpce-second',
                PrivateDnsEnabled: false,
              }),
            ),
        ],
      }),
      ['lambda-endpoint-private-dns F', 'lambda-endpoint-duplicate-cost F'],
    ],
  ])('%s', (_, given, expected) => {
    expect(flips(t05(), given)).toEqual(expected);
  });
});

describe('one change to the other topologies', () => {
  it('repairs the endpoint that was made with the defaults', () => {
    const t06 = TOPOLOGIES.t06();
    const repaired = changed(t06, {
      VpcAttributes: [dnsAttributes(VPC, true)],
      VpcEndpoints: withFields(t06, 'VpcEndpoints', 'vpce-lambda', {
        PrivateDnsEnabled: true,
        SubnetIds: ['subnet-0a', 'subnet-0b'],
        Groups: [{ GroupId: 'sg-endpoints' }],
      }).collections?.VpcEndpoints,
      SecurityGroups: [
        ...itemsOf(t06, 'SecurityGroups'),
        group('sg-endpoints', [], [permission(443, toGroup(GROUP))]),
      ],
    });
    expect(flips(t06, repaired)).toEqual([
      'lambda-endpoint-multi-az P',
      'lambda-endpoint-private-dns P',
      'vpc-dns-attributes P',
      'lambda-endpoint-security-group P',
    ]);
  });

  it('AssociateVPCWithHostedZone leads the name of the service into the hub', () => {
    const t10 = TOPOLOGIES.t10();
    const DNSName = 'vpce-lambda.lambda.us-east-1.vpce.amazonaws.com.';
    const zone = lambdaZone({ AliasTarget: { DNSName } });
    expect(flips(t10, changed(t10, zone))).toEqual(['peered-endpoint-dns P']);
  });

  it('DeleteVpcPeeringConnection leaves the spoke without any way to the Lambda API', () => {
    const t10 = TOPOLOGIES.t10();
    const deleted = withFields(t10, 'VpcPeeringConnections', 'pcx-0a', {
      Status: { Code: 'deleted' },
    });
    expect(flips(t10, deleted)).toEqual([
      'lambda-endpoint-present F',
      'peered-endpoint-path N',
      'peered-endpoint-dns N',
    ]);
  });

  it('RevokeSecurityGroupIngress in the hub fails the endpoint and the path to it', () => {
    const t10 = TOPOLOGIES.t10();
    const revoked = withFields(t10, 'SecurityGroups', 'sg-endpoints', {
      IpPermissions: [permission(443, toCidr('10.9.0.0/16'))],
    });
    expect(flips(t10, revoked)).toEqual([
      'lambda-endpoint-present F',
      'lambda-endpoint-security-group F',
      'peered-endpoint-path F',
    ]);
  });
});
