import * as z from 'zod/mini';
import { known, thenFact, unknown } from '../../model/fact.ts';
import type { Fact } from '../../model/fact.ts';
import type { VpcEndpoint } from '../../model/ec2.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { incompleteFor, severityOfNeed } from '../../needs/need.ts';
import type { ServiceNeed } from '../../needs/need.ts';
import { reachOf, worstPath } from '../../network/disposition.ts';
import type { Path } from '../../network/disposition.ts';
import type { FlowSource } from '../../network/flow.ts';
import type { ServicePath } from '../../network/service-path.ts';
import { endpointState, interfaceEndpoints, isAvailable } from '../../network/vpc-endpoints.ts';
import type { ServiceInRegion } from '../../network/vpc-endpoints.ts';
import { brokenWays, wayFailure } from '../broken-ways.ts';
import type { BrokenPath } from '../broken-ways.ts';
import { defineControl } from '../define-control.ts';
import type { ControlConfiguration } from '../define-control.ts';
import { farService, farTraces } from '../far-dependencies.ts';
import { ownerOfName } from '../far-endpoint.ts';
import { egressFrom, flowSources, pathDoubt, reachAs, serviceFrom } from '../function-flows.ts';
import { needsOf } from '../function-needs.ts';
import { parameter } from '../parameter.ts';
import { repairOfEndpointWay } from '../service-remediation.ts';
import { isAttached } from '../target.ts';
import type { AttachedFunctionTarget, FunctionTarget, VpcTarget } from '../target.ts';
import { CONSUMER_CHANGES, CONSUMER_FACTS } from './endpoint-reads.ts';

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-endpoints.html: an interface endpoint
// lets a VPC call the Lambda API without any way to the internet. Calling the API is not the same as
// being invoked: Lambda invokes an attached function from outside its VPC.

export const lambdaEndpointPresent = defineControl({
  meta: {
    name: 'lambda-endpoint-present',
    id: 'EP-LAMBDA-PRESENT',
    family: 'lambda-endpoint',
    title: 'Functions and VPCs that call the Lambda API have a way to it',
    effect: 'cannot reach the Lambda API',
    rationale:
      'A function in a private subnet that invokes other functions needs an endpoint for Lambda or a ' +
      'way to the internet. Without either, its calls hang until it times out.',
    remediation: {
      text: 'Create an interface endpoint for com.amazonaws.<region>.lambda with two subnets in two zones, private DNS and a group that admits port 443 from the functions.',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-endpoints.html',
    },
    severity: 'MEDIUM',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-endpoints.html',
      'https://docs.aws.amazon.com/config/latest/developerguide/vpc-endpoint-enabled.html',
    ],
    knownMisses: [
      'Event source mappings for Kafka, MQ and DocumentDB use a path of their own to the Lambda API.',
      'Consumers that are no functions are not seen; name their VPC in requiredVpcIds.',
    ],
    target: 'function',
    alsoTarget: 'vpc',
    parameters: z.strictObject({
      requiredVpcIds: parameter(
        z.array(z.string().check(z.minLength(1))),
        [],
        'VPCs that must be able to call the Lambda API, whatever their functions need',
      ),
      privateOnly: parameter(
        z.boolean(),
        false,
        'whether a way through the internet is not enough',
      ),
    }),
    facts: [...CONSUMER_FACTS, 'ec2:DescribeSecurityGroups', 'ec2:DescribeNetworkAcls'],
    changes: [...CONSUMER_CHANGES, 'security-group', 'network-acl'],
    messages: {
      unattached: 'The function is not attached to a VPC.',
      notNeeded: 'The function is not known to call the Lambda API.',
      reachable: 'There is a way to the Lambda API.',
      byEndpoint: 'It leads through {endpointId}.',
      byInternet: 'It leads through the internet: {vpcId} has no available endpoint for Lambda.',
      notPrivate: '{vpcId} has no available endpoint for Lambda, and calls are to stay private.',
      noWay:
        '{vpcId} has no available endpoint for Lambda, and {from} cannot reach the Lambda API in another way: {reason}.',
      required: '{vpcId} is to have an endpoint for Lambda and has none that is available.',
    },
  },
  appliesTo: (target, { parameters }) =>
    target.kind === 'function' || parameters.requiredVpcIds.includes(target.vpcId),
  evaluate(target, { snapshot, configuration, parameters, report }) {
    if (target.kind === 'function' && !isAttached(target)) {
      return report.notApplicable('unattached');
    }
    const calls = callsOf(snapshot, configuration, target);
    if (target.kind === 'function' && calls.length === 0 && isAttached(target)) {
      const [doubt] = incompleteFor(needsOf(snapshot, configuration, target), 'service');
      return doubt === undefined ? report.notApplicable('notNeeded') : report.undecided(doubt);
    }
    const endpointIds = new Set<string>();
    const withoutEndpoint = new Map<string, Path>();
    let isInferred = calls.length > 0;
    for (const call of calls) {
      const { caller, need } = call;
      if (need.confidence === 'CERTAIN') isInferred = false;
      if (target.kind === 'function') {
        for (const { resource, field, value } of need.evidence) report.saw(resource, field, value);
      }
      const sources = flowSources(caller);
      const endpoint = thenFact(sources, (places) =>
        endpointFor(snapshot, configuration, call, places),
      );
      if (!sources.known || !endpoint.known) {
        if (!endpoint.known) report.unknown(endpoint);
        continue;
      }
      if (endpoint.value !== undefined) {
        endpointIds.add(endpoint.value.VpcEndpointId);
        continue;
      }
      for (const source of sources.value) {
        const path = wayWithoutEndpoint(snapshot, configuration, call, source);
        const earlier = withoutEndpoint.get(source.subnetId);
        withoutEndpoint.set(source.subnetId, earlier ? worstPath([earlier, path]) : path);
      }
    }
    if (isInferred) report.inferred();
    const vpcId = target.vpcId ?? '';
    const broken: BrokenPath<Path | ServicePath>[] = [];
    for (const [subnetId, path] of withoutEndpoint) {
      const reach = reachAs(configuration, path);
      if (reach === 'broken') broken.push({ from: subnetId, path });
      const doubt = reach === 'works' || parameters.privateOnly ? undefined : pathDoubt(path);
      if (doubt !== undefined) report.unknown(doubt);
    }
    for (const way of brokenWays(broken)) {
      const { from, reason, path } = way;
      const details = wayFailure(way, { severity: severityOf(path, calls) });
      report.fail('noWay', { vpcId, from, reason }, { ...details, ...repairOf(path) });
    }
    const evidence = [{ resource: vpcId, field: 'VpcEndpoints', value: 'none for lambda' }];
    if (target.kind === 'vpc' && calls.length === 0) {
      const local = localEndpoint(snapshot, vpcId, lambdaOf(snapshot));
      if (!local.known) return report.undecided(local);
      const functions = snapshot.all('Functions');
      if (local.value !== undefined) endpointIds.add(local.value.VpcEndpointId);
      else if (functions.known || parameters.privateOnly) {
        report.fail('required', { vpcId }, { evidence });
      } else report.unknown(functions);
    }
    if (withoutEndpoint.size > 0) {
      const paths = [...withoutEndpoint.values()];
      if (parameters.privateOnly) report.fail('notPrivate', { vpcId }, { evidence });
      else if (paths.every((path) => reachAs(configuration, path) === 'works')) {
        report.note('byInternet', { vpcId });
      }
    }
    for (const endpointId of endpointIds) {
      report.note('byEndpoint', { endpointId });
      report.saw(endpointId, 'State', 'available');
    }
    return report.conclude('reachable');
  },
});

/** A function that calls the Lambda API, or that its VPC is to let call it. */
interface LambdaCall {
  readonly caller: AttachedFunctionTarget;
  readonly need: ServiceNeed;
}

function callsOf(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  target: FunctionTarget | VpcTarget,
): readonly LambdaCall[] {
  if (target.kind === 'vpc') {
    const need = requiredNeed(snapshot, target.vpcId);
    return target.functions.filter(isAttached).map((caller) => ({ caller, need }));
  }
  if (!isAttached(target)) return [];
  return needsOf(snapshot, configuration, target)
    .needs.filter((need) => need.kind === 'service')
    .filter((need) => need.service === 'lambda')
    .map((need) => ({ caller: target, need }));
}

function lambdaOf({ region }: Snapshot): ServiceInRegion {
  return { service: 'lambda', region };
}

/** What `requiredVpcIds` says, as a need. */
function requiredNeed(snapshot: Snapshot, vpcId: string): ServiceNeed {
  return {
    kind: 'service',
    prefix: 'lambda',
    ...lambdaOf(snapshot),
    port: 443,
    source: 'configured',
    confidence: 'CERTAIN',
    evidence: [{ resource: vpcId, field: 'requiredVpcIds', value: vpcId }],
  };
}

/**
 * The available endpoint of the VPC, or one in another VPC to which the whole path holds. Undefined
 * where there is certainly none.
 */
function endpointFor(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  { caller, need }: LambdaCall,
  sources: readonly FlowSource[],
): Fact<VpcEndpoint | undefined> {
  const local = localEndpoint(snapshot, sources[0]?.vpcId ?? '', need);
  if (!local.known || local.value !== undefined) return local;
  const context = { snapshot, configuration, target: caller, sources };
  return thenFact(farService(context, need), (dependency): Fact<VpcEndpoint | undefined> => {
    if (dependency?.endpoint === undefined) return known(undefined);
    const serving = servingOf([dependency.endpoint]);
    if (!serving.known || serving.value === undefined) return serving;
    const paths = farTraces(context, dependency);
    const open = paths.filter((path) => reachAs(configuration, path) !== 'works');
    if (open.some((path) => reachAs(configuration, path) === 'broken')) return known(undefined);
    const doubt = open.map((path) => pathDoubt(path)).find((one) => one !== undefined);
    return doubt ?? serving;
  });
}

/**
 * The internet, unless an endpoint owns the name: then the calls go to that one, whether it serves or
 * not, and what is wrong with the way to it is what is wrong. A name that leads to something that was
 * not read may lead to an endpoint there, and leads past the internet all the same.
 */
function wayWithoutEndpoint(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  { caller, need }: LambdaCall,
  source: FlowSource,
): Path | ServicePath {
  const egress = egressFrom(snapshot, configuration, caller, source);
  const owner = ownerOfName(snapshot, caller, source.vpcId, need);
  if (owner.known && owner.value.kind === 'public') return egress;
  const path = serviceFrom(snapshot, configuration, caller, source, need);
  if (!owner.known || owner.value.kind === 'elsewhere') return path;
  const isDecided = reachOf(path.disposition) === 'broken';
  return isDecided || reachAs(configuration, egress) === 'works' ? path : egress;
}

/** What only a role allows may never be called. An endpoint that owns the name was made to be called. */
function severityOf(path: Path | ServicePath, calls: readonly LambdaCall[]): 'HIGH' | 'MEDIUM' {
  const isKnown = calls.some(({ need }) => severityOfNeed(need) === 'HIGH');
  return isKnown || 'via' in path ? 'HIGH' : 'MEDIUM';
}

/** An endpoint that owns the name is repaired; beside one that does not, a new one is made. */
function repairOf(path: Path | ServicePath): { readonly remediation?: string } {
  return 'via' in path ? { remediation: repairOfEndpointWay(path, 'lambda') } : {};
}

function localEndpoint(
  snapshot: Snapshot,
  vpcId: string,
  service: ServiceInRegion,
): Fact<VpcEndpoint | undefined> {
  return thenFact(interfaceEndpoints(snapshot, vpcId, service), servingOf);
}

/** The one that serves. An endpoint that is still being created is neither there nor missing. */
function servingOf(endpoints: readonly VpcEndpoint[]): Fact<VpcEndpoint | undefined> {
  const usable = endpoints.find(isAvailable);
  const settling = endpoints.find((one) => endpointState(one) === 'pending');
  if (usable !== undefined || settling === undefined) return known(usable);
  return unknown({ kind: 'opaque', detail: `${settling.VpcEndpointId} is pending` });
}
