import * as z from 'zod/mini';
import { ENDPOINT_POLICY_CHARACTERS } from '../../iam/endpoint-policy-lint.ts';
import type { Statement } from '../../iam/policy-model.ts';
import { statementText } from '../../iam/policy-model.ts';
import { wildcardMatches } from '../../iam/wildcard.ts';
import { defineControl } from '../define-control.ts';
import { allowsSomething, endpointPolicy } from '../endpoint-policy.ts';
import { appliesToLambdaEndpoint, goneState, lambdaServiceOf } from './lambda-endpoints.ts';

// https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html: a policy needs a
// principal and has at most 20,480 characters, white space included. AWS refuses most of what fails here,
// so this mostly serves templates and pull requests.

export const lambdaEndpointPolicyValid = defineControl({
  meta: {
    name: 'lambda-endpoint-policy-valid',
    id: 'EP-POLICY-VALID',
    family: 'lambda-endpoint',
    title: 'Policy of the endpoint for Lambda is a policy that allows something',
    effect: 'may refuse every call',
    rationale:
      'A policy that is no JSON, lacks an element or has no Allow lets nothing through, and a statement ' +
      'about another Region or partition never matches anything behind this endpoint.',
    remediation: {
      text: 'Correct what the message names. lambda-vpc-auditor policy --check <file> --kind endpoint says where it is in a file.',
      url: 'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html',
    },
    severity: 'MEDIUM',
    references: [
      'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-endpoints.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html',
    ],
    knownMisses: [
      'A statement counts as dead only where all of its resources are of another Region or partition.',
    ],
    target: 'vpc-endpoint',
    parameters: z.strictObject({}),
    facts: ['ec2:DescribeVpcEndpoints'],
    changes: ['vpc-endpoint'],
    messages: {
      gone: '{endpointId} is {state}.',
      fullAccess: '{endpointId} has the default policy, which allows everything.',
      valid: 'The policy of {endpointId} is a policy.',
      invalid: 'The policy of {endpointId} is none: {error}.',
      tooLong: 'The policy of {endpointId} has {length} characters; AWS takes {limit}.',
      noAllow: 'The policy of {endpointId} allows nothing: it has no statement of Effect Allow.',
      deadStatement:
        '{statement} of the policy of {endpointId} is dead: it names {resources}, and the endpoint serves {place}.',
    },
  },
  appliesTo: appliesToLambdaEndpoint,
  evaluate({ endpoint }, { snapshot, report }) {
    const { VpcEndpointId: endpointId, PolicyDocument: text = '' } = endpoint;
    const state = goneState(endpoint);
    if (state !== undefined) return report.notApplicable('gone', { endpointId, state });
    const policy = endpointPolicy(endpoint);
    if (policy.kind === 'default') return report.conclude('fullAccess', { endpointId });
    const evidence = (value: string) => [{ resource: endpointId, field: 'PolicyDocument', value }];
    if (text.length > ENDPOINT_POLICY_CHARACTERS) {
      const { length } = text;
      report.fail(
        'tooLong',
        { endpointId, length, limit: ENDPOINT_POLICY_CHARACTERS },
        { evidence: evidence(`${length} characters`) },
      );
    }
    if (policy.kind === 'invalid') {
      const error = policy.error.replace(/\.$/, '');
      report.fail('invalid', { endpointId, error }, { evidence: evidence(error) });
      return report.conclude('valid', { endpointId });
    }
    const { document } = policy;
    if (!allowsSomething(document)) {
      report.fail('noAllow', { endpointId }, { evidence: evidence('no Allow') });
    }
    const { region } = lambdaServiceOf(snapshot, endpoint);
    for (const one of document.statements) {
      if (!isDead(one, snapshot.partition, region)) continue;
      const resources = one.resources?.patterns.join(', ') ?? '';
      const values = { statement: statementText(one), endpointId, resources };
      report.fail(
        'deadStatement',
        { ...values, place: `${region} of partition ${snapshot.partition}` },
        { severity: 'LOW', evidence: evidence(resources) },
      );
    }
    return report.conclude('valid', { endpointId });
  },
});

/** Whether every resource is of another partition or Region than the endpoint's service. */
function isDead({ resources }: Statement, partition: string, region: string): boolean {
  if (resources === undefined || resources.negated || resources.patterns.length === 0) return false;
  return resources.patterns.every((pattern) => {
    const [arn, ofPartition = '', , ofRegion = ''] = pattern.split(':');
    // A policy variable holds colons of its own, and a star can stand for several parts.
    if (arn !== 'arn' || /\$\{|\*\*/.test(pattern)) return false;
    return (
      !wildcardMatches(ofPartition, partition) ||
      (ofRegion !== '' && !wildcardMatches(ofRegion, region))
    );
  });
}
