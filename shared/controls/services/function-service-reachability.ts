import * as z from 'zod/mini';
import { parseArn } from '../../model/arn.ts';
import type { VpcEndpoint } from '../../model/ec2.ts';
import { groupBy } from '../../model/group-by.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { connectionSettings } from '../../needs/connection-settings.ts';
import { incompleteFor, severityOfNeed } from '../../needs/need.ts';
import type { ServiceNeed } from '../../needs/need.ts';
import type { Fault } from '../../network/disposition.ts';
import type { FlowSource } from '../../network/flow.ts';
import type { ServicePath } from '../../network/service-path.ts';
import { byNeedsAndGroups } from '../alike.ts';
import { brokenWays, wayFailure } from '../broken-ways.ts';
import type { BrokenPath, BrokenWay } from '../broken-ways.ts';
import { defineControl } from '../define-control.ts';
import type { ControlConfiguration } from '../define-control.ts';
import { EGRESS_CHANGES, EGRESS_FACTS } from '../egress/egress-reads.ts';
import { farEndpoint, nameFault } from '../far-endpoint.ts';
import { flowSources, pathDoubt, reachAs, serviceFrom } from '../function-flows.ts';
import { needsOf } from '../function-needs.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { NEED_ORIGIN_CHANGES, NEED_ORIGIN_FACTS } from '../need-reads.ts';
import { parameter } from '../parameter.ts';
import type { FailureDetails } from '../report.ts';
import {
  attributesOff,
  endpointPassedBy,
  isInTheWay,
  serviceRemediation,
} from '../service-remediation.ts';
import { isAttached } from '../target.ts';
import type { AttachedFunctionTarget } from '../target.ts';
import { calledServices, serviceLabel } from './called-services.ts';
import { SERVICE_CHANGES, SERVICE_FACTS } from './service-reads.ts';

// A function in a VPC calls AWS services by VPC endpoints or by the internet:
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html. Private DNS of an endpoint
// takes the service's name, so that no NAT gateway helps where the endpoint does not work:
// https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html.

const names = z._default(z.array(z.string().check(z.minLength(1))), []);

export const functionServiceReachability = defineControl({
  meta: {
    name: 'function-service-reachability',
    id: 'SVC-ENDPOINT',
    family: 'services',
    title: 'Every AWS service that the function may call is reachable from each subnet',
    effect: 'cannot reach AWS services',
    rationale:
      'A function in a VPC reaches AWS services by VPC endpoints or by the internet, as its VPC gives ' +
      'them. Without a way, calls hang until the function times out: "Task timed out" shows, and no ' +
      'network error. With one bad subnet of two, that happens now and then.',
    remediation: {
      text: 'Create an endpoint of the service in two zones, a gateway endpoint for S3 and DynamoDB, or give the subnets a NAT gateway.',
      url: 'https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html',
    },
    severity: 'HIGH',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-networking.html',
      'https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html',
      'https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html',
      'https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html',
    ],
    knownMisses: [
      'What the code really calls is not seen: services are those of configuration, environment values and the actions that the role allows.',
      'A role that allows every action says nothing of what is called; without a certain failure the verdict is then unknown.',
      'Whether the endpoint is healthy and its policy allows the call is not judged here.',
      'Old SDKs may call the global name of STS, which no Regional endpoint serves.',
    ],
    target: 'function',
    parameters: z.strictObject({
      ignoreServices: names.check(
        z.describe('services that are never looked at, as sqs or ecr.api'),
      ),
      extraServices: names.check(z.describe('services that every function is taken to call')),
      preferPrivate: parameter(
        z.boolean(),
        false,
        'whether a service that is reached only over the internet fails, LOW',
      ),
    }),
    facts: [
      ...FUNCTION_NETWORK_FACTS,
      ...EGRESS_FACTS,
      ...NEED_ORIGIN_FACTS,
      ...SERVICE_FACTS,
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeNetworkAcls',
    ],
    changes: [
      ...FUNCTION_NETWORK_CHANGES,
      ...EGRESS_CHANGES,
      ...NEED_ORIGIN_CHANGES,
      ...SERVICE_CHANGES,
      'function-code',
      'security-group',
      'network-acl',
    ],
    messages: {
      unattached: 'The function is not attached to a VPC, so it reaches AWS services.',
      noService: 'The function is not known to call an AWS service.',
      reachable: 'Every AWS service that the function is known to call is reachable.',
      unreachable: 'Calls to {service} from {from} will time out: {reason}.',
      publicOnly: '{service} is reached over the internet only.',
      unlisted:
        'The role or environment names {prefix}, which is in no table of services: whether it is reachable is not judged.',
    },
  },
  alike: byNeedsAndGroups,
  evaluate(target, { snapshot, configuration, parameters, report }) {
    if (!isAttached(target)) return report.notApplicable('unattached');
    const all = needsOf(snapshot, configuration, target);
    const services = calledServices(snapshot, target, all, {
      ignored: parameters.ignoreServices,
      extra: parameters.extraServices,
    });
    const incomplete = incompleteFor(all, 'service');
    for (const fact of incomplete) report.unknown(fact);
    for (const note of all.notes) {
      if (note.kind === 'unlisted-service') report.note('unlisted', { prefix: note.value });
    }
    if (services.length === 0 && incomplete.length === 0) return report.notApplicable('noService');
    const sources = flowSources(target);
    if (!sources.known) return report.undecided(sources);
    if (services.some((need) => need.confidence === 'INFERRED')) report.inferred();
    const region = parseArn(target.configuration.FunctionArn)?.region ?? snapshot.region;
    const { useFipsEndpoint: usesFips } = connectionSettings(target.configuration);
    const shown = new Set<string>();
    const remediations = new Set<string>();
    const failures: Unreachable[] = [];
    for (const need of services) {
      const service = calledAs(need, region, usesFips);
      const ways = waysTo(snapshot, configuration, target, sources.value, need);
      for (const way of ways.broken) {
        const { key, path, starts, from, reason } = way;
        const { confidence } = need;
        const details = wayFailure(way, { severity: severityOfNeed(need), confidence });
        const hops = shown.has(key) ? [] : way.evidence;
        shown.add(key);
        const found = farEndpoint(snapshot, configuration, target, sources.value, need);
        const far = found.known ? found.value : undefined;
        const vpcId = target.vpcId ?? '';
        const caller = { region, vpcId, subnetIds: starts, usesFips, far };
        remediations.add(serviceRemediation(snapshot, need, path, caller) ?? newEndpoint(service));
        const fault = wrongName(snapshot, need, path, { vpcId, far, service });
        failures.push({
          service,
          from,
          reason,
          details: {
            ...details,
            evidence: [...need.evidence, ...hops],
            ...(fault && { fault }),
          },
        });
      }
      for (const path of ways.doubtful) {
        const doubt = pathDoubt(path);
        if (doubt !== undefined) report.unknown(doubt);
      }
      if (parameters.preferPrivate && ways.isPublicOnly) {
        const { confidence, evidence } = need;
        report.fail('publicOnly', { service }, { severity: 'LOW', confidence, evidence });
      }
    }
    const remediation = [...remediations].join(' ');
    for (const { service, from, reason, details } of oncePerCause(failures)) {
      report.fail('unreachable', { service, from, reason }, { remediation, ...details });
    }
    return report.conclude('reachable');
  },
});

/** What a service that cannot be called is told by. */
interface Unreachable {
  readonly service: string;
  readonly from: string;
  readonly reason: string;
  readonly details: FailureDetails;
}

/** Services that cannot be called for the same reason from the same subnets, in one sentence. */
function oncePerCause(failures: readonly Unreachable[]): readonly Unreachable[] {
  const groups = groupBy(failures, ({ from, reason, details }) => [
    JSON.stringify([from, reason, details.severity, details.confidence, details.fault]),
  ]);
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const all = [first, ...others];
    const service = [...new Set(all.map((one) => one.service))].join(', ');
    const evidence = all.flatMap(({ details }) => details.evidence ?? []);
    return [{ ...first, service, details: { ...first.details, evidence } }];
  });
}

/**
 * What is wrong where an endpoint of the VPC, or one behind the peering, would serve and the name leads out
 * instead; undefined where there is none, or something else stops the path.
 */
function wrongName(
  snapshot: Snapshot,
  need: ServiceNeed,
  path: ServicePath,
  caller: { vpcId: string; far: VpcEndpoint | undefined; service: string },
): Fault | undefined {
  const { vpcId, far, service } = caller;
  if (path.via !== 'internet' || isInTheWay(path) || path.disposition === 'NAME_NOT_RESOLVED') {
    return undefined;
  }
  const local = endpointPassedBy(snapshot, need, vpcId);
  if (local?.PrivateDnsEnabled === true && attributesOff(snapshot, vpcId).length > 0) {
    return { kind: 'dns', id: vpcId, disposition: 'NAME_NOT_RESOLVED' };
  }
  return local === undefined && far === undefined ? undefined : nameFault(vpcId, service);
}

/** A service as the function names it: with the host of an environment value, or by its FIPS name. */
function calledAs(need: ServiceNeed, region: string, usesFips: boolean): string {
  const service = serviceLabel(need, region);
  if (need.host !== undefined) return `${service} (${need.host})`;
  return usesFips ? `${service}-fips` : service;
}

/** Where nothing is there that could be repaired. */
function newEndpoint(service: string): string {
  return `Create an interface endpoint for ${service} in two zones, with private DNS, or give the subnets a NAT gateway.`;
}

interface Ways {
  readonly broken: readonly BrokenWay<ServicePath>[];
  readonly doubtful: readonly ServicePath[];
  /** Whether every subnet reaches the service, and some of them over the internet. */
  readonly isPublicOnly: boolean;
}

function waysTo(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  target: AttachedFunctionTarget,
  sources: readonly FlowSource[],
  need: ServiceNeed,
): Ways {
  const broken: BrokenPath<ServicePath>[] = [];
  const doubtful: ServicePath[] = [];
  let isPublic = false;
  for (const source of sources) {
    const path = serviceFrom(snapshot, configuration, target, source, need);
    const reach = reachAs(configuration, path);
    if (reach === 'works') isPublic ||= path.via === 'internet';
    else if (reach !== 'broken') doubtful.push(path);
    else broken.push({ from: source.subnetId, path });
  }
  const isPublicOnly = isPublic && broken.length === 0 && doubtful.length === 0;
  return { broken: brokenWays(broken), doubtful, isPublicOnly };
}
