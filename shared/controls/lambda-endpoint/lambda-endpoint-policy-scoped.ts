import * as z from 'zod/mini';
import { statementText } from '../../iam/policy-model.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { isActivePeering } from '../../network/peering.ts';
import { defineControl } from '../define-control.ts';
import { endpointConsumers } from '../endpoint-consumers.ts';
import { blockedConsumer, endpointPolicy, mayRefuse, someRole } from '../endpoint-policy.ts';
import { parameter } from '../parameter.ts';
import { CONSUMER_CHANGES, CONSUMER_FACTS } from './endpoint-reads.ts';
import { appliesToLambdaEndpoint, goneState } from './lambda-endpoints.ts';
import { opennessOf } from './policy-scope.ts';

// https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html: an endpoint policy does
// not grant, it limits what passes beside IAM; the default one limits nothing. One that is too narrow
// breaks calls.

export const lambdaEndpointPolicyScoped = defineControl({
  meta: {
    name: 'lambda-endpoint-policy-scoped',
    id: 'EP-POLICY-SCOPED',
    family: 'lambda-endpoint',
    title: 'Policy of the endpoint for Lambda does not let everyone do everything',
    effect: 'should not let everyone do everything',
    rationale:
      'With the default policy credentials of any account can call any function through the endpoint: a ' +
      'way for data out of the VPC. A policy that names principals, actions or resources closes it. One ' +
      'that leaves out what a function calls breaks that function.',
    remediation: {
      text: 'Name the principals, actions or functions in the endpoint policy, or add a condition on aws:PrincipalOrgID or aws:ResourceAccount. Where it blocks a function, add what the function calls, with and without a qualifier.',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-endpoints.html#vpc-endpoint-policy',
    },
    severity: 'LOW',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-endpoints.html',
      'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html',
    ],
    knownMisses: [
      'How wide the values of a condition are is not judged, only that they are not *.',
      'A consumer whose role has wildcards, and a condition that cannot be evaluated, decide nothing.',
    ],
    target: 'vpc-endpoint',
    parameters: z.strictObject({
      strict: parameter(
        z.boolean(),
        false,
        'whether any two of principal, action and resource must not both be wildcards',
      ),
    }),
    facts: CONSUMER_FACTS,
    changes: CONSUMER_CHANGES,
    messages: {
      gone: '{endpointId} is {state}.',
      invalid: 'The policy of {endpointId} is no valid policy.',
      scoped: 'The policy of {endpointId} is limited.',
      fullAccess: '{endpointId} has the default policy: everyone may do everything through it.',
      open: '{statement} of the policy of {endpointId} allows any {parts}.',
      othersInVpc: '{vpcId} is also open to {accounts}.',
      blocks:
        'The policy of {endpointId} blocks {functionName}: {roleArn} names {resources}, and {reason}.',
    },
  },
  appliesTo: appliesToLambdaEndpoint,
  evaluate(target, { snapshot, configuration, parameters, report }) {
    const { endpoint } = target;
    const { VpcEndpointId: endpointId, VpcId: vpcId = '' } = endpoint;
    const state = goneState(endpoint);
    if (state !== undefined) return report.notApplicable('gone', { endpointId, state });
    const policy = endpointPolicy(endpoint);
    if (policy.kind === 'invalid') return report.notApplicable('invalid', { endpointId });
    const others = otherAccounts(snapshot, vpcId);
    const severity = others.length > 0 ? ('MEDIUM' as const) : ('LOW' as const);
    const evidence = (value: string) => [{ resource: endpointId, field: 'PolicyDocument', value }];
    if (policy.kind === 'default') {
      report.fail('fullAccess', { endpointId }, { severity, evidence: evidence('default') });
      if (others.length > 0) report.note('othersInVpc', { vpcId, accounts: others.join(', ') });
      return report.conclude('scoped', { endpointId });
    }
    const { document } = policy;
    let isOpen = false;
    for (const statement of document.statements) {
      const parts = Object.entries(opennessOf(statement, document) ?? {}).flatMap(
        ([part, isWildcard]) => (isWildcard === true ? [part] : []),
      );
      if (parts.length < (parameters.strict ? 2 : 3)) continue;
      isOpen = true;
      report.fail(
        'open',
        { statement: statementText(statement), endpointId, parts: parts.join(' and any ') },
        { severity, evidence: evidence(`${statementText(statement)}: any ${parts.join(', ')}`) },
      );
    }
    if (isOpen && others.length > 0) {
      report.note('othersInVpc', { vpcId, accounts: others.join(', ') });
    }
    const policed = { endpoint, document };
    const consumers = endpointConsumers(snapshot, configuration, target);
    for (const consumer of consumers.known) {
      const blocked = blockedConsumer(snapshot, policed, consumer.target, 'lambda');
      if (!blocked.known) report.unknown(blocked);
      if (!blocked.known || blocked.value === undefined) continue;
      const { functionName, roleArn, reason } = blocked.value;
      const resources = blocked.value.resources.join(', ');
      report.fail(
        'blocks',
        { endpointId, functionName, roleArn, resources, reason },
        {
          severity: 'HIGH',
          confidence: 'INFERRED',
          fault: { kind: 'vpc-endpoint', id: endpointId, disposition: 'ENDPOINT_NOT_USABLE' },
          evidence: [
            ...evidence(reason),
            { resource: roleArn, field: 'policies', value: resources },
          ],
        },
      );
    }
    for (const { target: possible, doubt } of consumers.possible) {
      const blocked = blockedConsumer(snapshot, policed, possible, 'lambda');
      if (!blocked.known || blocked.value !== undefined) report.unknown(doubt);
    }
    const { unread } = consumers;
    if (unread !== undefined && mayRefuse(policed, 'lambda', someRole(snapshot))) {
      report.unknown(unread);
    }
    return report.conclude('scoped', { endpointId });
  },
});

/** Accounts that have something in the VPC, or are peered with it. */
function otherAccounts(snapshot: Snapshot, vpcId: string): readonly string[] {
  const interfaces = snapshot
    .seen('NetworkInterfaces')
    .filter((one) => one.VpcId === vpcId)
    .map(({ OwnerId }) => OwnerId);
  const peers = snapshot
    .seen('VpcPeeringConnections')
    .filter(isActivePeering)
    .map(({ RequesterVpcInfo, AccepterVpcInfo }) => [RequesterVpcInfo, AccepterVpcInfo] as const)
    .filter((sides) => sides.some((side) => side.VpcId === vpcId))
    .flatMap((sides) => sides.map(({ OwnerId }) => OwnerId));
  const accounts = [...interfaces, ...peers].filter((id) => id !== undefined);
  // AWS services own interfaces too, under names that are no account.
  return [...new Set(accounts)].filter((id) => /^\d{12}$/.test(id) && id !== snapshot.accountId);
}
