import { describe, expect, it } from 'vitest';
import { isSharedVpc } from '../../shared/network/vpc-endpoints.ts';
import { forward } from '../../shared/network/forwarding.ts';
import { servicePath } from '../../shared/network/service-path.ts';
import { traceFlow } from '../../shared/network/trace.ts';
import { aNetworkAcl, aSubnet, aVpc } from '../builders/snapshot.ts';
import type { SnapshotChanges } from '../builders/snapshot.ts';
import {
  aPeering,
  database,
  farGroup,
  farSubnet,
  farTable,
  FAR_SUBNET,
  toFar,
} from './peered-vpcs.ts';
import { anEndpoint, serviceQuestion } from './service-endpoints.ts';
import {
  FUNCTION_SUBNET,
  INTERNET,
  linked,
  natVpc,
  privateTable,
  source,
  tcp,
} from './two-subnet-vpc.ts';

/** Snapshots of several accounts that were read together, and what one account alone cannot see. */

const OTHER = '999988887777';
const near = natVpc({ RouteTables: [privateTable(toFar)], VpcPeeringConnections: [aPeering()] });
const far: SnapshotChanges = {
  header: { accountId: OTHER },
  collections: {
    Vpcs: [aVpc({ VpcId: 'vpc-0b', OwnerId: OTHER, CidrBlock: '10.9.0.0/16' })],
    Subnets: [farSubnet()],
    RouteTables: [
      farTable({ DestinationCidrBlock: '10.0.0.0/16', VpcPeeringConnectionId: 'pcx-1' }),
    ],
    SecurityGroups: [farGroup(tcp(5432, '10.0.0.0/16'))],
    NetworkAcls: [
      aNetworkAcl({
        NetworkAclId: 'acl-far',
        VpcId: 'vpc-0b',
        Associations: [{ SubnetId: FAR_SUBNET }],
      }),
    ],
    VpcPeeringConnections: [aPeering()],
    Functions: [],
  },
};
const settings = { trustedIndirectTargets: [], byName: false };

describe('two accounts that are peered', () => {
  it('are one network where both were read', () => {
    const trace = traceFlow(linked(near, far), source(), database(), settings);
    expect(trace).toMatchObject({ disposition: 'REACHED', wayBack: { disposition: 'REACHED' } });
  });

  it('are unknown beyond the peering where one was not', () => {
    expect(traceFlow(linked(near), source(), database(), settings)).toMatchObject({
      disposition: 'NOT_ENOUGH_INFORMATION',
    });
  });
});

describe('a VPC that another account shares', () => {
  const Vpcs = [aVpc({ OwnerId: OTHER })];
  const shared = natVpc({ Vpcs, NatGateways: [], VpcEndpoints: [] }, { notFound: ['nat-1'] });
  const owner: SnapshotChanges = {
    ...natVpc({ Vpcs, Functions: [] }),
    header: { accountId: OTHER },
  };
  const origin = { subnetId: FUNCTION_SUBNET, sender: 'function' } as const;

  it('hides its NAT gateways and endpoints from a participant', () => {
    const own = linked(shared);
    expect(isSharedVpc(own, 'vpc-0a')).toBe(true);
    expect(forward(own, origin, INTERNET).disposition).toBe('NOT_ENOUGH_INFORMATION');
    expect(servicePath(own, serviceQuestion())).toMatchObject({
      disposition: 'NOT_ENOUGH_INFORMATION',
      via: 'unknown',
      reason: expect.stringContaining('shared by another account') as string,
    });
  });

  it('is known by its subnets where the VPC itself was not read', () => {
    const Subnets = [aSubnet({ OwnerId: OTHER })];
    expect(isSharedVpc(linked(natVpc({ Vpcs: undefined, Subnets })), 'vpc-0a')).toBe(true);
    expect(isSharedVpc(linked(natVpc()), 'vpc-0a')).toBe(false);
  });

  it('hides nothing where its owner was read too', () => {
    const both = linked({ ...shared, notFound: [] }, owner);
    expect(isSharedVpc(both, 'vpc-0a')).toBe(false);
    expect(forward(both, origin, INTERNET).disposition).toBe('REACHED');
  });

  it("shows its owner's endpoints where the owner was read too", () => {
    const withEndpoint = {
      ...owner,
      collections: { ...owner.collections, VpcEndpoints: [anEndpoint({ State: 'failed' })] },
    };
    const withoutVpc = { ...shared, collections: { ...shared.collections, Vpcs: [] } };
    for (const participant of [shared, withoutVpc]) {
      expect(servicePath(linked(participant, withEndpoint), serviceQuestion())).toMatchObject({
        disposition: 'ENDPOINT_NOT_USABLE',
        endpointId: 'vpce-1',
      });
    }
  });
});
