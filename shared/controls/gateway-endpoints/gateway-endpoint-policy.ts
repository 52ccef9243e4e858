import * as z from 'zod/mini';
import { principalText } from '../../iam/principal-text.ts';
import { statementText } from '../../iam/policy-model.ts';
import type { PrincipalList } from '../../iam/policy-model.ts';
import { allFacts, known, mapFact, thenFact, unknown } from '../../model/fact.ts';
import type { Fact, Unknown } from '../../model/fact.ts';
import type { VpcEndpoint } from '../../model/ec2.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { incompleteFor } from '../../needs/need.ts';
import {
  endpointState,
  gatewayEndpointOfSubnet,
  isGone,
  isSharedVpc,
  servesService,
  typeOf,
} from '../../network/vpc-endpoints.ts';
import { defineControl } from '../define-control.ts';
import type { ControlConfiguration } from '../define-control.ts';
import {
  allowsSomething,
  blockedConsumer,
  endpointPolicy,
  mayRefuse,
  someRole,
} from '../endpoint-policy.ts';
import { needsOf } from '../function-needs.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { NEED_ORIGIN_CHANGES, NEED_ORIGIN_FACTS } from '../need-reads.ts';
import { isAttached } from '../target.ts';
import type { AttachedFunctionTarget, EndpointTarget, VpcTarget } from '../target.ts';
import { gatewayServices } from './gateway-services.ts';

// https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html: the principal of a gateway
// endpoint's policy must be "*"; aws:PrincipalArn limits it instead.

/** The services that the catalogue of AWS offers by gateway endpoint. */
const SERVICES = ['s3', 'dynamodb'] as const;

export const gatewayEndpointPolicy = defineControl({
  meta: {
    name: 'gateway-endpoint-policy',
    id: 'GW-POLICY',
    family: 'gateway-endpoints',
    title: 'Gateway endpoint has a valid policy that does not block its consumers',
    effect: 'may refuse its consumers',
    rationale:
      'Traffic to S3 or DynamoDB that a route sends to a gateway endpoint has no other way. What the ' +
      "endpoint's policy leaves out fails with AccessDenied, whatever the role allows.",
    remediation: {
      text: 'Write the principal as "*" and limit it with aws:PrincipalArn, and add the buckets or tables that the blocked functions use.',
      url: 'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html',
    },
    severity: 'MEDIUM',
    references: [
      'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html',
      'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html',
      'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-ddb.html',
    ],
    knownMisses: [
      'Bucket policies that name the endpoint (aws:sourceVpce) stand on the other side and are not read.',
      'A consumer whose role has wildcards, and a condition that cannot be evaluated, decide nothing.',
    ],
    target: 'vpc-endpoint',
    alsoTarget: 'vpc',
    parameters: z.strictObject({}),
    facts: [
      ...FUNCTION_NETWORK_FACTS,
      ...NEED_ORIGIN_FACTS,
      'ec2:DescribeVpcs',
      'ec2:DescribeSubnets',
      'ec2:DescribeRouteTables',
      'ec2:DescribeVpcEndpoints',
    ],
    changes: [
      ...FUNCTION_NETWORK_CHANGES,
      ...NEED_ORIGIN_CHANGES,
      'vpc-endpoint',
      'subnet',
      'route',
    ],
    messages: {
      gone: '{endpointId} is {state}.',
      notNeeded: 'No function of {vpcId} is known to use S3 or DynamoDB.',
      valid: 'The policy of {endpointId} is valid and blocks none of its known consumers.',
      invalid: 'The policy of {endpointId} is none: {error}.',
      noAllow: 'The policy of {endpointId} allows nothing: it has no statement of Effect Allow.',
      principal:
        '{statement} of the policy of {endpointId} has the principal {principal}: a gateway endpoint takes "*" only.',
      blocks:
        'The policy of {endpointId} blocks {functionName}: {roleArn} names {resources}, and {reason}.',
    },
  },
  appliesTo: (target, { snapshot }) =>
    target.kind === 'vpc'
      ? unseenEndpoints(snapshot, target) !== undefined
      : typeOf(target.endpoint) === 'Gateway',
  evaluate(target, { snapshot, configuration, report }) {
    if (target.kind === 'vpc') {
      const { vpcId } = target;
      const unseen = unseenEndpoints(snapshot, target);
      return unseen !== undefined && mayUseGateways(snapshot, configuration, target)
        ? report.undecided(unseen)
        : report.notApplicable('notNeeded', { vpcId });
    }
    const { endpoint } = target;
    const endpointId = endpoint.VpcEndpointId;
    if (isGone(endpoint)) {
      return report.notApplicable('gone', { endpointId, state: endpointState(endpoint) });
    }
    const policy = endpointPolicy(endpoint);
    if (policy.kind === 'default') return report.conclude('valid', { endpointId });
    const evidence = (value: string) => [{ resource: endpointId, field: 'PolicyDocument', value }];
    if (policy.kind === 'invalid') {
      const error = policy.error.replace(/\.$/, '');
      report.fail('invalid', { endpointId, error }, { evidence: evidence(error) });
      return report.conclude('valid', { endpointId });
    }
    const { document } = policy;
    if (!allowsSomething(document)) {
      report.fail('noAllow', { endpointId }, { evidence: evidence('no Allow') });
    }
    for (const one of document.statements) {
      if (one.principals === undefined || isEveryone(one.principals)) continue;
      const principal = principalText(one.principals);
      report.fail(
        'principal',
        { statement: statementText(one), endpointId, principal },
        { evidence: evidence(principal) },
      );
    }
    const policed = { endpoint, document };
    const prefix = servicePrefix(endpoint);
    for (const { consumer, doubt } of consumersOf(snapshot, configuration, target)) {
      const blocked = blockedConsumer(snapshot, policed, consumer, prefix);
      if (!blocked.known) report.unknown(doubt ?? blocked);
      if (!blocked.known || blocked.value === undefined) continue;
      if (doubt !== undefined) {
        report.unknown(doubt);
        continue;
      }
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
    const all = snapshot.all('Functions');
    if (!all.known && mayRefuse(policed, prefix, someRole(snapshot))) report.unknown(all);
    return report.conclude('valid', { endpointId });
  },
});

/** The IAM prefix of a gateway endpoint's service, which is its short name too. */
function servicePrefix({ ServiceName }: VpcEndpoint): string {
  return ServiceName.slice(ServiceName.lastIndexOf('.') + 1);
}

/** Why the VPC's endpoints cannot be listed, so that there is none to judge. */
function unseenEndpoints(snapshot: Snapshot, { vpcId, functions }: VpcTarget): Unknown | undefined {
  if (!functions.some(isAttached)) return undefined;
  if (isSharedVpc(snapshot, vpcId)) {
    const detail = `${vpcId} is shared by another account, whose VPC endpoints cannot be described`;
    return unknown({ kind: 'opaque', detail });
  }
  const listing = snapshot.inVpc('VpcEndpoints', vpcId);
  return listing.known ? undefined : listing;
}

/** Whether some function of the VPC needs such a service, or may. */
function mayUseGateways(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  { functions }: VpcTarget,
): boolean {
  const assumed = { services: [], field: '' };
  return functions.some((one) => {
    const needs = needsOf(snapshot, configuration, one);
    return gatewayServices(snapshot, one, needs, SERVICES, assumed).length > 0;
  });
}

function isEveryone({ negated, everyone, aws, service, federated, canonicalUser }: PrincipalList) {
  const onlyEveryAws =
    aws.length > 0 &&
    aws.every((one) => one === '*') &&
    service.length + federated.length + canonicalUser.length === 0;
  return !negated && (everyone || onlyEveryAws);
}

interface GatewayConsumer {
  readonly consumer: AttachedFunctionTarget;
  /** Why it may not be one: what it needs, or which tables its subnets have, was not read. */
  readonly doubt?: Unknown;
}

/** The functions of the VPC that need the service, or may, and have a subnet that the endpoint serves. */
function consumersOf(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  { endpoint, functions }: EndpointTarget,
): readonly GatewayConsumer[] {
  return functions.filter(isAttached).flatMap((consumer): GatewayConsumer[] => {
    const all = needsOf(snapshot, configuration, consumer);
    const isNeeded = all.needs
      .filter((one) => one.kind === 'service')
      .some((one) => servesService(snapshot, endpoint, one));
    const [unread] = incompleteFor(all, 'service');
    if (!isNeeded && unread === undefined) return [];
    const serves = servesSubnets(snapshot, consumer, endpoint);
    if (serves.known && !serves.value) return [];
    const doubt = isNeeded ? undefined : unread;
    return [{ consumer, ...(serves.known ? doubt && { doubt } : { doubt: serves }) }];
  });
}

/** Whether some subnet of the function has a route table that the endpoint is associated with. */
function servesSubnets(
  snapshot: Snapshot,
  { network }: AttachedFunctionTarget,
  endpoint: VpcEndpoint,
): Fact<boolean> {
  return thenFact(network.subnetIds, (subnetIds): Fact<boolean> => {
    const serving = subnetIds.map((subnetId) =>
      gatewayEndpointOfSubnet(snapshot, subnetId, [endpoint]),
    );
    const serves = serving.some((one) => one.known && one.value !== undefined);
    return serves ? known(true) : mapFact(allFacts(serving), () => false);
  });
}
