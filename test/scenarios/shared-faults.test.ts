import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../../shared/controls/registry.ts';
import { withFields } from '../builders/changed.ts';
import { t05 } from '../builders/reference-design.ts';
import { VPC } from '../builders/snapshot.ts';
import { TOPOLOGIES } from '../builders/topologies.ts';
import { judge } from './judge.ts';

/** The controls that ask for services and gateway endpoints. */
const NAMES = new Set(
  CONTROLS.filter(
    ({ meta }) =>
      meta.family === 'services' ||
      meta.name === 'gateway-endpoint-association' ||
      meta.name === 'gateway-endpoint-nat-cost',
  ).map(({ meta }) => meta.name),
);

describe('one fault of several controls', () => {
  it('is the same one: the empty main table', () => {
    const after = judge({
      ...t05(),
      given: withFields(t05(), 'RouteTables', 'rtb-private-a', { Associations: [] }),
    });
    const faults = after
      .filter(({ status }) => status === 'FAILED')
      .map(({ control, outcome }) => [control.meta.name, outcome.fault]);
    const fault = {
      kind: 'route-table',
      id: 'rtb-main',
      disposition: 'NO_ROUTE',
      destination: 'the internet',
    };
    expect(faults).toEqual([
      ['function-internet-egress', fault],
      ['gateway-endpoint-association', fault],
      ['function-service-reachability', fault],
    ]);
  });

  it('names the group that lets nobody in, whichever service is behind it', () => {
    const after = judge({
      ...t05(),
      given: withFields(t05(), 'SecurityGroups', 'sg-endpoints', { IpPermissions: [] }),
    });
    const faults = after
      .filter(({ control }) => NAMES.has(control.meta.name))
      .filter(({ status }) => status === 'FAILED')
      .map(({ outcome }) => outcome.fault);
    expect(faults).toEqual([
      { kind: 'security-group', id: 'sg-endpoints', disposition: 'DENIED_BY_SECURITY_GROUP' },
    ]);
  });

  it('is another one for each network that the table does not lead to', () => {
    const { t10 } = TOPOLOGIES;
    const hub = withFields(t10(), 'RouteTables', 'rtb-hub', { Routes: [] });
    const after = judge({
      ...t10(),
      given: withFields({ given: hub }, 'Functions', 'orders', {
        Tags: { needs: 'internet' },
        VpcConfig: { SubnetIds: ['subnet-hub-a'], SecurityGroupIds: ['sg-endpoints'] },
      }),
    });
    const there = after.find(({ control }) => control.meta.name === 'function-internet-egress');
    expect(there?.outcome.fault).toMatchObject({ id: 'rtb-hub', destination: 'the internet' });
    const path = judge({ ...t10(), given: hub }).find(
      ({ control }) => control.meta.name === 'peered-endpoint-path',
    );
    expect(path?.outcome.fault).toMatchObject({ id: 'rtb-hub', destination: VPC });
  });

  it('is the missing name, where an endpoint behind the peering would serve', () => {
    const faults = judge(TOPOLOGIES.t10())
      .filter(({ control }) =>
        ['peered-endpoint-dns', 'function-service-reachability'].includes(control.meta.name),
      )
      .map(({ outcome }) => outcome.fault);
    const fault = {
      kind: 'dns',
      id: VPC,
      disposition: 'NAME_RESOLVES_ELSEWHERE',
      destination: 'lambda',
    };
    expect(faults).toEqual([fault, fault]);
  });
});
