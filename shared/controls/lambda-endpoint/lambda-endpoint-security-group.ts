import * as z from 'zod/mini';
import { thenFact } from '../../model/fact.ts';
import type { Fact } from '../../model/fact.ts';
import { oncePerSnapshot } from '../../model/snapshot.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { AddressSet } from '../../network/address-set.ts';
import { groupsLetIn } from '../../network/flow-filters.ts';
import { subnetsOf } from '../../network/flow.ts';
import type { FlowSource, InterfaceDestination } from '../../network/flow.ts';
import type { SecurityGroupCoverage } from '../../network/security-group-coverage.ts';
import { rulesAdmittingPort } from '../../network/security-group-rules.ts';
import type { SecurityGroupRule } from '../../network/security-group-rules.ts';
import { endpointDestination } from '../../network/service-path.ts';
import { addressesText } from '../../network/public-destination.ts';
import { defineControl } from '../define-control.ts';
import { endpointConsumers } from '../endpoint-consumers.ts';
import type { EndpointConsumer } from '../endpoint-consumers.ts';
import { CONSUMER_CHANGES, CONSUMER_FACTS } from './endpoint-reads.ts';
import { appliesToLambdaEndpoint, goneState } from './lambda-endpoints.ts';

// https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html: the groups of the
// endpoint must admit HTTPS from its clients. Without a group at creation it gets the VPC's default
// group, which admits only itself.

export const lambdaEndpointSecurityGroup = defineControl({
  meta: {
    name: 'lambda-endpoint-security-group',
    id: 'EP-SG-443',
    family: 'lambda-endpoint',
    title: 'Groups of the endpoint for Lambda accept port 443 from its consumers',
    effect: 'cannot be reached on port 443',
    rationale:
      "An endpoint's security groups decide who reaches it. A function that they leave out waits for " +
      'its timeout, and since the endpoint owns the name, no NAT gateway helps it.',
    remediation: {
      text: "Add an inbound rule for TCP 443 from the functions' security group to the endpoint's group.",
      url: 'https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html',
    },
    severity: 'HIGH',
    references: [
      'https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html',
      'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html',
      'https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html',
    ],
    knownMisses: [
      'Consumers that are no functions, or functions of accounts that were not read, are not seen.',
    ],
    target: 'vpc-endpoint',
    parameters: z.strictObject({}),
    facts: [...CONSUMER_FACTS, 'ec2:DescribeSecurityGroups'],
    changes: [...CONSUMER_CHANGES, 'security-group'],
    messages: {
      gone: '{endpointId} is {state}.',
      accepts: '{groupIds} accept port 443 from the {count} functions that use {endpointId}.',
      noConsumer: 'No function is known to use {endpointId}; {groupIds} accept port 443.',
      refused: 'No rule of {groupIds} lets port 443 in from {functionName} ({missing}).',
      closed: '{groupIds} accept port 443 from nobody.',
      open: '{groupId} accepts port 443 from everywhere.',
    },
  },
  appliesTo: appliesToLambdaEndpoint,
  evaluate(target, { snapshot, configuration, report }) {
    const { endpoint } = target;
    const endpointId = endpoint.VpcEndpointId;
    const state = goneState(endpoint);
    if (state !== undefined) return report.notApplicable('gone', { endpointId, state });
    const destination = endpointDestination(snapshot, endpoint, target.vpcId ?? '');
    const groups = destination.securityGroupIds;
    if (!groups.known) return report.undecided(groups);
    const groupIds = groups.value.toSorted().join(', ');
    report.saw(endpointId, 'Groups', groupIds);
    const admitting = rulesAdmittingPort(snapshot, groups.value, 'ingress', 'tcp', 443);
    const open = groupsOpenToAll(admitting.known ? admitting.value : []);
    for (const groupId of open) report.note('open', { groupId });
    const consumers = endpointConsumers(snapshot, configuration, target);
    const fault = {
      kind: 'security-group',
      id: groupIds,
      disposition: 'DENIED_BY_SECURITY_GROUP',
    } as const;
    for (const consumer of consumers.known) {
      const coverage = coverageOf(snapshot, destination, consumer);
      if (!coverage.known) report.unknown(coverage);
      if (!coverage.known || coverage.value.covered) continue;
      const { FunctionName: functionName, FunctionArn } = consumer.target.configuration;
      const missing = addressesText(coverage.value.missing);
      report.fail(
        'refused',
        { groupIds, functionName, missing },
        {
          confidence: consumer.need.confidence,
          fault,
          evidence: [
            ...consumer.need.evidence,
            { resource: FunctionArn, field: 'subnets not admitted', value: missing },
          ],
        },
      );
    }
    for (const { doubt, ...possible } of consumers.possible) {
      const coverage = coverageOf(snapshot, destination, possible);
      if (!coverage.known || !coverage.value.covered) report.unknown(doubt);
    }
    if (consumers.unread !== undefined && open.length === 0) report.unknown(consumers.unread);
    const count = consumers.known.length;
    if (count > 0) return report.conclude('accepts', { groupIds, count, endpointId });
    if (!admitting.known) report.unknown(admitting);
    else if (admitting.value.length === 0)
      report.fail('closed', { groupIds }, { severity: 'LOW', fault });
    return report.conclude('noConsumer', { endpointId, groupIds });
  },
});

const coverages = oncePerSnapshot(() => new Map<string, Fact<SecurityGroupCoverage>>());

/** Whether the endpoint's groups let in every subnet of the consumer, once for equal settings. */
function coverageOf(
  snapshot: Snapshot,
  destination: InterfaceDestination,
  { sources }: Pick<EndpointConsumer, 'sources'>,
): Fact<SecurityGroupCoverage> {
  return thenFact(sources, (places) => {
    const [first] = places;
    const key = [destination.hop.id, ...places.map(sourceKey)].join(' ');
    const cache = coverages(snapshot);
    const cached = cache.get(key);
    if (cached !== undefined || first === undefined) return cached ?? NOTHING_TO_ADMIT;
    const subnets = subnetsOf(
      snapshot,
      places.map((place) => place.subnetId),
    );
    const coverage = thenFact(subnets, (all) => groupsLetIn(snapshot, first, all, destination));
    cache.set(key, coverage);
    return coverage;
  });
}

const NOTHING_TO_ADMIT: Fact<SecurityGroupCoverage> = {
  known: true,
  value: { covered: true, by: [] },
};

function sourceKey({ vpcId, subnetId, securityGroupIds }: FlowSource): string {
  return [vpcId, subnetId, ...(securityGroupIds.known ? securityGroupIds.value : [])].join();
}

/** Groups with a rule that admits every address of a family to the port. */
function groupsOpenToAll(rules: readonly SecurityGroupRule[]): readonly string[] {
  const open = rules.filter(
    ({ target }) =>
      target.kind === 'addresses' &&
      target.addresses.contains(AddressSet.all(target.addresses.family)),
  );
  return [...new Set(open.map(({ groupId }) => groupId))];
}
