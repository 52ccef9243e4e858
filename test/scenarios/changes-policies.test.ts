import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../../shared/controls/registry.ts';
import { changed, itemsOf, withFields } from '../builders/changed.ts';
import { TOPOLOGIES } from '../builders/topologies.ts';
import type { Topology } from '../builders/topology.ts';
import { judge } from './judge.ts';
import { verdictLetter } from './verdict-letter.ts';

/** Changes of policies in the reference design beside the catalogue's, and everything that they flip. */

const NAMES = CONTROLS.map(({ meta }) => meta.name);

type Answers = Topology['given'];

function answering(topology: Topology, given: Answers): Topology {
  return { ...topology, given };
}

function letters(topology: Topology): ReadonlyMap<string, string> {
  const verdicts = judge(topology);
  return new Map(NAMES.map((name) => [name, verdictLetter(verdicts, name)]));
}

function flips(before: Topology, after: Topology): Readonly<Record<string, string>> {
  const old = letters(before);
  return Object.fromEntries(
    [...letters(after)].filter(([name, letter]) => old.get(name) !== letter),
  );
}

const BEFORE = TOPOLOGIES.t05();

function endpointPolicy(PolicyDocument: unknown): Topology {
  const fields = { PolicyDocument: JSON.stringify(PolicyDocument) };
  return answering(BEFORE, withFields(BEFORE, 'VpcEndpoints', 'vpce-lambda', fields));
}

describe('a change of the reference design', () => {
  it('ModifyVpcEndpoint with a policy that allows nothing', () => {
    const statement = { Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' };
    const after = endpointPolicy({ Version: '2012-10-17', Statement: [statement] });
    expect(flips(BEFORE, after)).toEqual({
      'lambda-endpoint-policy-valid': 'F',
      'lambda-endpoint-policy-qualified-arns': 'N',
    });
  });

  it('DetachPolicy of the service control policy', () => {
    const ServiceControlPolicies = itemsOf(BEFORE, 'ServiceControlPolicies').filter(
      ({ PolicySummary }) => PolicySummary.AwsManaged === true,
    );
    const after = answering(BEFORE, changed(BEFORE, { ServiceControlPolicies }));
    expect(flips(BEFORE, after)).toEqual({ 'vpc-guardrail-present': 'F' });
  });

  it('PutRolePolicy without the Deny for the code', () => {
    const [role] = itemsOf(BEFORE, 'RoleDetailList');
    const RolePolicyList = role?.RolePolicyList.filter(
      ({ PolicyName }) => PolicyName !== 'hardening',
    );
    const after = answering(
      BEFORE,
      withFields(BEFORE, 'RoleDetailList', role?.Arn ?? '', { RolePolicyList }),
    );
    expect(flips(BEFORE, after)).toEqual({ 'role-eni-denied-to-code': 'F' });
  });
});
