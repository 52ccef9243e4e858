import type { VpcEndpoint } from '../model/ec2.ts';
import type { Fact, Unknown } from '../model/fact.ts';
import { groupBy } from '../model/group-by.ts';
import { once } from '../model/once.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { incompleteFor } from '../needs/need.ts';
import type { FunctionNeeds, ServiceNeed } from '../needs/need.ts';
import type { FlowSource } from '../network/flow.ts';
import { servesService } from '../network/vpc-endpoints.ts';
import type { ControlConfiguration } from './define-control.ts';
import { farDependencies } from './far-dependencies.ts';
import { ownerOfName } from './far-endpoint.ts';
import { flowSources } from './function-flows.ts';
import { needsOf } from './function-needs.ts';
import { isAttached } from './target.ts';
import type { AttachedFunctionTarget, EndpointTarget, LocatedFunction } from './target.ts';

/** A function that calls a service through an endpoint. */
export interface EndpointConsumer {
  readonly target: AttachedFunctionTarget;
  readonly need: ServiceNeed;
  readonly sources: Fact<readonly FlowSource[]>;
}

/**
 * A function that may be a consumer: what it needs was not read or says nothing of what it calls, or its
 * VPC is not known.
 */
export interface PossibleConsumer extends Omit<EndpointConsumer, 'need'> {
  readonly doubt: Unknown;
}

export interface EndpointConsumers {
  readonly known: readonly EndpointConsumer[];
  readonly possible: readonly PossibleConsumer[];
  /** Why there may be others, where not every function was read. */
  readonly unread?: Unknown;
}

/**
 * Who uses an interface endpoint: the functions of its VPC that need its service, unless another
 * endpoint owns the name they call; and those of other VPCs that depend on it.
 *
 * Not known are functions of VPCs in accounts that were not read, and everything that is no function.
 */
export function endpointConsumers(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  { endpoint, functions, everyFunction }: EndpointTarget,
): EndpointConsumers {
  const known: EndpointConsumer[] = [];
  const possible: PossibleConsumer[] = [];
  for (const target of functions) {
    if (!isAttached(target)) continue;
    const needs = needsOf(snapshot, configuration, target);
    const need = needOfService(snapshot, needs, endpoint);
    const sources = flowSources(target);
    if (need !== undefined) {
      if (!callsAnother(snapshot, target, endpoint, need)) known.push({ target, need, sources });
      continue;
    }
    const [doubt] = incompleteFor(needs, 'service');
    if (doubt !== undefined) possible.push({ target, doubt, sources });
  }
  for (const { snapshot: home, target } of unplacedFunctions(everyFunction)) {
    if (home !== snapshot || !isAttached(target)) continue;
    const sources = flowSources(target);
    const needs = needsOf(snapshot, configuration, target);
    const mayCall =
      needOfService(snapshot, needs, endpoint) !== undefined ||
      incompleteFor(needs, 'service').length > 0;
    if (mayCall && !sources.known) possible.push({ target, doubt: sources, sources });
  }
  const far = farConsumers(configuration, everyFunction).get(endpoint.VpcEndpointId) ?? [];
  const all = snapshot.all('Functions');
  return { known: [...known, ...far], possible, ...(!all.known && { unread: all }) };
}

function needOfService(
  snapshot: Snapshot,
  { needs }: FunctionNeeds,
  endpoint: VpcEndpoint,
): ServiceNeed | undefined {
  return needs
    .filter((one) => one.kind === 'service')
    .find((one) => servesService(snapshot, endpoint, one));
}

const unplaced = new WeakMap<readonly LocatedFunction[], readonly LocatedFunction[]>();

/** Functions that may be in any VPC of their account and region, since theirs is not known. */
function unplacedFunctions(everyFunction: readonly LocatedFunction[]): readonly LocatedFunction[] {
  return once(unplaced, everyFunction, () =>
    everyFunction.filter(({ target }) => isAttached(target) && target.vpcId === undefined),
  );
}

function callsAnother(
  snapshot: Snapshot,
  target: AttachedFunctionTarget,
  endpoint: VpcEndpoint,
  need: ServiceNeed,
): boolean {
  const owner = ownerOfName(snapshot, target, endpoint.VpcId ?? '', need);
  return (
    owner.known &&
    owner.value.kind === 'endpoint' &&
    owner.value.endpoint.VpcEndpointId !== endpoint.VpcEndpointId
  );
}

type ConsumersByEndpoint = ReadonlyMap<string, readonly EndpointConsumer[]>;

const indexes = new WeakMap<
  readonly LocatedFunction[],
  WeakMap<ControlConfiguration, ConsumersByEndpoint>
>();

/** The consumers in other VPCs than the endpoint's own, by endpoint; worked out once for all endpoints. */
function farConsumers(
  configuration: ControlConfiguration,
  everyFunction: readonly LocatedFunction[],
): ConsumersByEndpoint {
  let byConfiguration = indexes.get(everyFunction);
  if (byConfiguration === undefined) indexes.set(everyFunction, (byConfiguration = new WeakMap()));
  const cached = byConfiguration.get(configuration);
  if (cached !== undefined) return cached;
  const pairs = everyFunction.flatMap((located) => consumptionsOf(configuration, located));
  const grouped = groupBy(pairs, ({ endpointId }) => [endpointId]);
  const index = new Map(
    [...grouped].map(([id, members]) => [id, members.map(({ consumer }) => consumer)]),
  );
  byConfiguration.set(configuration, index);
  return index;
}

function consumptionsOf(
  configuration: ControlConfiguration,
  { snapshot, target }: LocatedFunction,
): readonly { readonly endpointId: string; readonly consumer: EndpointConsumer }[] {
  if (!isAttached(target)) return [];
  const sources = flowSources(target);
  if (!sources.known) return [];
  const context = { snapshot, configuration, target, sources: sources.value };
  return farDependencies(context).found.flatMap(({ need, endpoint }) =>
    endpoint === undefined || need.kind !== 'service'
      ? []
      : [{ endpointId: endpoint.VpcEndpointId, consumer: { target, need, sources } }],
  );
}
