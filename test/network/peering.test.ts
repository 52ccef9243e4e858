import { describe, expect, it } from 'vitest';
import { known } from '../../shared/model/fact.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { addressDestination } from '../../shared/network/flow.ts';
import type { FlowDestination } from '../../shared/network/flow.ts';
import { traceFlow } from '../../shared/network/trace.ts';
import { aNetworkAcl, aSubnet, aVpc } from '../builders/snapshot.ts';
import {
  aPeering,
  database,
  FAR_SUBNET,
  farGroup,
  farSubnet,
  farTable,
  peeredVpcs,
  toFar,
} from './peered-vpcs.ts';
import {
  aNatGateway,
  cidr,
  defaultRoute,
  FUNCTION_SUBNET,
  INTERNET,
  IGW,
  NAT,
  openGroup,
  privateSubnets,
  privateTable,
  PUBLIC_SUBNET,
  publicTable,
  source,
  tcp,
} from './two-subnet-vpc.ts';

const google = addressDestination('8.8.8.8', INTERNET, 80);
const trace = (built: Snapshot, to: FlowDestination) =>
  traceFlow(built, source(), to, { trustedIndirectTargets: [], byName: false });
const entry = (fields: Readonly<Record<string, unknown>>) => ({
  CidrBlock: '0.0.0.0/0',
  Protocol: '-1',
  RuleAction: 'allow',
  RuleNumber: 100,
  ...fields,
});

describe('a flow over a peering connection', () => {
  it('arrives and returns', () => {
    const done = trace(peeredVpcs(), database());
    expect(done.disposition).toBe('REACHED');
    expect(done.hops.map((hop) => hop.id)).toEqual([
      FUNCTION_SUBNET,
      'rtb-0a',
      'pcx-1',
      'db-orders',
    ]);
    expect(done.wayBack?.hops.map((hop) => hop.id)).toEqual([FAR_SUBNET, 'rtb-far', 'pcx-1']);
  });

  it.each([
    ['is being provisioned', { Status: { Code: 'provisioning' } }, 'SETTLING'],
    ['waits for acceptance', { Status: { Code: 'pending-acceptance' } }, 'PEERING_NOT_USABLE'],
    ['is deleted', { Status: { Code: 'deleted' } }, 'PEERING_NOT_USABLE'],
    ['shows no status', { Status: undefined }, 'NOT_ENOUGH_INFORMATION'],
    [
      'joins other VPCs',
      { RequesterVpcInfo: { VpcId: 'vpc-0c', CidrBlock: '10.3.0.0/16' } },
      'PEERING_NOT_USABLE',
    ],
    [
      'leads to another VPC with other addresses',
      { AccepterVpcInfo: { VpcId: 'vpc-0c', CidrBlock: '10.3.0.0/16' } },
      'PEERING_NOT_USABLE',
    ],
    [
      'leads to another VPC with the same addresses',
      { AccepterVpcInfo: { VpcId: 'vpc-0c', CidrBlock: '10.9.0.0/16' } },
      'NO_ROUTE',
    ],
    ['shows no blocks of a VPC that was read', { AccepterVpcInfo: { VpcId: 'vpc-0b' } }, 'REACHED'],
    [
      'shows the later block in its set',
      {
        AccepterVpcInfo: {
          VpcId: 'vpc-0b',
          CidrBlock: '10.8.0.0/16',
          CidrBlockSet: [{ CidrBlock: '10.9.0.0/16' }],
        },
      },
      'REACHED',
    ],
  ])('that %s', (_, fields, disposition) => {
    const built = peeredVpcs({ VpcPeeringConnections: [aPeering(fields)] });
    expect(trace(built, database()).disposition).toBe(disposition);
  });

  it('that shows no blocks of a VPC that was not read is unknown', () => {
    const info = { VpcId: 'vpc-0b' };
    const built = peeredVpcs({
      Vpcs: [aVpc()],
      VpcPeeringConnections: [aPeering({ AccepterVpcInfo: info })],
    });
    expect(trace(built, database()).disposition).toBe('NOT_ENOUGH_INFORMATION');
  });

  it('that was not read is unknown', () => {
    expect(trace(peeredVpcs({ VpcPeeringConnections: undefined }), database()).disposition).toBe(
      'NOT_ENOUGH_INFORMATION',
    );
  });

  it('does not return where the far table has no route back', () => {
    const done = trace(peeredVpcs({ RouteTables: [privateTable(toFar), farTable()] }), database());
    expect(done).toMatchObject({
      disposition: 'NO_ROUTE',
      stop: { kind: 'route-table', id: 'rtb-far' },
    });
    expect(done.reason).toMatch(/^the answer does not return: rtb-far has no route/);
    expect(done.wayBack?.disposition).toBe('NO_ROUTE');
  });

  it("does not leave where the function's table has no route", () => {
    const done = trace(peeredVpcs({ RouteTables: [privateTable(), farTable()] }), database());
    expect(done).toMatchObject({ disposition: 'NO_ROUTE', stop: { id: 'rtb-0a' } });
  });

  it('reaches no third VPC and no internet through the peer', () => {
    const third = cidr('10.7.0.0/16');
    const tables = [privateTable(defaultRoute({ VpcPeeringConnectionId: 'pcx-1' })), farTable()];
    const built = peeredVpcs({ RouteTables: tables });
    const to = database({ vpcId: 'vpc-0c', addresses: [third], subnetIds: known(['subnet-c']) });
    expect(trace(built, to).disposition).toBe('PEERING_NOT_USABLE');
    expect(trace(built, google)).toMatchObject({
      disposition: 'PEERING_NOT_USABLE',
      reason: expect.stringContaining('not to the internet') as string,
    });
  });

  it.each([
    ['same Region', {}, 'REACHED'],
    [
      'other Region',
      { AccepterVpcInfo: { VpcId: 'vpc-0b', CidrBlock: '10.9.0.0/16', Region: 'eu-west-1' } },
      'DENIED_BY_SECURITY_GROUP',
    ],
  ])('matches a group of the peer in the %s: %s', (_, fields, disposition) => {
    const rule = {
      IpProtocol: 'tcp',
      FromPort: 5432,
      ToPort: 5432,
      UserIdGroupPairs: [{ GroupId: 'sg-0a' }],
    };
    const built = peeredVpcs({
      VpcPeeringConnections: [aPeering(fields)],
      SecurityGroups: [openGroup(), farGroup(rule)],
    });
    expect(trace(built, database()).disposition).toBe(disposition);
  });

  it('is denied by the far ACL', () => {
    const far = aNetworkAcl({
      NetworkAclId: 'acl-far',
      VpcId: 'vpc-0b',
      Associations: [{ SubnetId: FAR_SUBNET }],
      Entries: [entry({ Egress: false })],
    });
    const done = trace(peeredVpcs({ NetworkAcls: [aNetworkAcl(), far] }), database());
    expect(done).toMatchObject({ disposition: 'DENIED_BY_NETWORK_ACL', stop: { id: 'acl-far' } });
  });

  it('does not arrive where a private address goes to the internet instead', () => {
    const done = trace(
      peeredVpcs({ RouteTables: [privateTable(defaultRoute({ GatewayId: IGW })), farTable()] }),
      database(),
    );
    expect(done).toMatchObject({
      disposition: 'NO_ROUTE',
      stop: { kind: 'route-table', id: 'rtb-0a' },
    });
  });

  it('comes from the address of the private NAT gateway that it passed', () => {
    const natSubnet = aSubnet({ SubnetId: PUBLIC_SUBNET, CidrBlock: '10.0.9.0/24' });
    const near = { DestinationCidrBlock: '10.0.9.0/24', VpcPeeringConnectionId: 'pcx-1' };
    const through = (rule: Readonly<Record<string, unknown>>) =>
      peeredVpcs({
        Subnets: [...privateSubnets(), natSubnet, farSubnet()],
        NatGateways: [aNatGateway({ ConnectivityType: 'private' })],
        RouteTables: [
          privateTable({ DestinationCidrBlock: '10.9.0.0/16', NatGatewayId: NAT }),
          publicTable(toFar),
          farTable(near),
        ],
        SecurityGroups: [openGroup(), farGroup(rule)],
      });
    expect(trace(through(tcp(5432, '10.0.9.0/24')), database()).disposition).toBe('REACHED');
    expect(trace(through(tcp(5432, '10.0.9.7/32')), database()).disposition).toBe('REACHED');
    expect(trace(through(tcp(5432, '10.0.9.6/32')), database()).disposition).toBe(
      'DENIED_BY_SECURITY_GROUP',
    );
    expect(trace(through(tcp(5432, '10.0.0.0/24')), database()).disposition).toBe(
      'DENIED_BY_SECURITY_GROUP',
    );
    const byGroup = {
      IpProtocol: 'tcp',
      FromPort: 5432,
      ToPort: 5432,
      UserIdGroupPairs: [{ GroupId: 'sg-0a' }],
    };
    expect(trace(through(byGroup), database()).disposition).toBe('DENIED_BY_SECURITY_GROUP');
  });
});
