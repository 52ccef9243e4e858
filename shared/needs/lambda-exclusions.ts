import { actionPatternCovers, patternCovers } from '../iam/pattern-cover.ts';
import { grantsBeyond } from '../iam/role-grants.ts';
import type { GrantedAction, GrantException } from '../iam/role-grants.ts';
import { splitFunctionArn } from '../model/arn.ts';
import type { CollectionName } from '../model/collections.ts';
import type { Unknown } from '../model/fact.ts';
import { groupBy } from '../model/group-by.ts';
import type { FunctionConfiguration } from '../model/lambda.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import {
  ANY_DELIVERY,
  ANY_POLLING,
  deliveryCalls,
  isPolledPrefix,
  ownResources,
  pollingCalls,
} from './lambda-own-calls.ts';
import type { PollingException } from './lambda-own-calls.ts';

/** What Lambda does with a function's role for its event sources and destinations. */
export interface LambdaExclusions {
  readonly delivery: readonly GrantException[];
  readonly polling: readonly PollingException[];
  /** Resources of policies that are sources or destinations of the function and nothing else. */
  readonly own: ReadonlySet<string>;
  /** Why what polls or delivers for the function could not be read. */
  readonly unreadPolling?: Unknown;
  readonly unreadDelivery?: Unknown;
}

const mappingsByFunction = oncePerSnapshot((snapshot) =>
  groupBy(snapshot.seen('EventSourceMappings'), (mapping) =>
    mapping.FunctionArn === undefined ? [] : [splitFunctionArn(mapping.FunctionArn).functionArn],
  ),
);

const invokeConfigsByFunction = oncePerSnapshot((snapshot) =>
  groupBy(snapshot.seen('FunctionEventInvokeConfigs'), (config) => [
    splitFunctionArn(config.FunctionArn).functionArn,
  ]),
);

/**
 * Collects what Lambda does for a version of a function. Mappings and destinations of any version or
 * alias count: all versions share the role as a rule.
 *
 * A list that nobody asked for holds nothing here, so that its permissions stay needs; one that was
 * denied or failed makes them uncertain.
 */
export function lambdaExclusions(
  snapshot: Snapshot,
  configuration: FunctionConfiguration,
): LambdaExclusions {
  const { functionArn } = splitFunctionArn(configuration.FunctionArn);
  const mappings = mappingsByFunction(snapshot).get(functionArn) ?? [];
  const invokeConfigs = invokeConfigsByFunction(snapshot).get(functionArn) ?? [];
  const destinations = [
    configuration.DeadLetterConfig?.TargetArn,
    ...mappings.map((mapping) => mapping.DestinationConfig?.OnFailure?.Destination),
    ...invokeConfigs.flatMap(({ DestinationConfig }) => [
      DestinationConfig?.OnSuccess?.Destination,
      DestinationConfig?.OnFailure?.Destination,
    ]),
  ].filter((destination) => destination !== undefined);
  const unreadPolling = refused(snapshot, 'EventSourceMappings', functionArn);
  const unreadDelivery =
    refused(snapshot, 'FunctionEventInvokeConfigs', functionArn) ?? unreadPolling;
  return {
    delivery: destinations.flatMap((destination) => deliveryCalls(destination)),
    polling: mappings.flatMap((mapping) => pollingCalls(mapping)),
    own: new Set(
      [...mappings.map(({ EventSourceArn }) => EventSourceArn), ...destinations].flatMap((arn) =>
        arn === undefined ? [] : ownResources(arn),
      ),
    ),
    ...(unreadPolling && { unreadPolling }),
    ...(unreadDelivery && { unreadDelivery }),
  };
}

/** Whether the function has no event source and no destination, and both are known or were not asked for. */
export function isEmpty(exclusions: LambdaExclusions): boolean {
  const { delivery, polling, own, unreadPolling, unreadDelivery } = exclusions;
  const nothing = delivery.length === 0 && polling.length === 0 && own.size === 0;
  return nothing && !unreadPolling && !unreadDelivery;
}

function refused(
  snapshot: Snapshot,
  collection: CollectionName,
  functionArn: string,
): Unknown | undefined {
  const gap = snapshot.gap(collection, functionArn) ?? snapshot.gap(collection);
  return gap === undefined || gap.reason.kind === 'not-read' ? undefined : gap;
}

/**
 * What is left of a grant beside polling and delivery: undefined for nothing, the reason where it cannot
 * be told because the mappings or destinations were refused.
 */
export function beyondLambda(
  grant: GrantedAction,
  exclusions: LambdaExclusions,
): GrantedAction | Unknown | undefined {
  if (isEmpty(exclusions)) return grant;
  const { delivery, polling, own, unreadPolling, unreadDelivery } = exclusions;
  const { negated, patterns } = grant.resources;
  // Who allows `sqs:*` on the queue that is polled allows polling, and says nothing of the code.
  const isWild = /[*?]/.test(grant.pattern);
  if (isWild && !negated && patterns.every((pattern) => own.has(pattern))) return undefined;
  if (unreadPolling && isWild && isPolledPrefix(grant.prefix) && isExact(grant)) {
    return unreadPolling;
  }
  if (delivery.length > 0) {
    const alone = { actions: [grant], openBecause: [] };
    if (grantsBeyond(alone, grant.prefix, delivery).length === 0) return undefined;
  }
  const polls = polling.filter((one) => coversAction(one, grant));
  const left = polls.reduce<readonly string[]>(
    (patterns, one) => patterns.filter((pattern) => !isPolled(pattern, one)),
    negated ? [] : patterns,
  );
  if (left.length === 0 && polls.length > 0) return undefined;
  if (unreadPolling && coversAction(ANY_POLLING, grant)) return unreadPolling;
  if (unreadDelivery && coversAction(ANY_DELIVERY, grant) && isExact(grant)) return unreadDelivery;
  return negated ? grant : { ...grant, resources: { negated: false, patterns: left } };
}

/** Whether the exception takes in all that the grant's action pattern does. */
export function coversAction(
  { actions }: GrantException,
  grant: Pick<GrantedAction, 'pattern'>,
): boolean {
  return actions.some((action) => actionPatternCovers(action, grant.pattern));
}

function isPolled(pattern: string, { sources, exactly }: PollingException): boolean {
  if (sources === undefined) return true;
  return sources.some((source) =>
    exactly === true ? isOneSecret(pattern, source) : patternCovers(pattern, source),
  );
}

/** A secret's ARN ends in six random characters, which policies often write as a wildcard. */
function isOneSecret(pattern: string, secretArn: string): boolean {
  const name = secretArn.replace(/-[A-Za-z0-9]{6}$/, '');
  return [secretArn, name, `${name}-??????`, `${name}-*`, `${name}*`].includes(pattern);
}

/** Whether the grant names single resources, as one for a destination does. */
function isExact({ resources }: GrantedAction): boolean {
  return (
    !resources.negated &&
    resources.patterns.every((pattern) => !/[*?]/.test(pattern.replace(/[/:]\*$/, '')))
  );
}
