import { routeOfAction } from '../iam/endpoint-services.ts';
import type { ActionRoute } from '../iam/endpoint-services.ts';
import { statementText } from '../iam/policy-model.ts';
import type { GrantedAction } from '../iam/role-grants.ts';
import { grantsOfRole } from '../iam/role-policies.ts';
import { parseArn } from '../model/arn.ts';
import { unknown } from '../model/fact.ts';
import type { FunctionConfiguration } from '../model/lambda.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { REGION_NAME } from '../network/resource-host.ts';
import { servicesOfAction } from './arn-target.ts';
import type { Place } from './host-target.ts';
import { beyondLambda, coversAction, lambdaExclusions } from './lambda-exclusions.ts';
import { PLATFORM_CALLS, platformOf } from './lambda-own-calls.ts';
import type { Platform } from './lambda-own-calls.ts';
import type { NeedCollector } from './need-collector.ts';
import type { NeedEvidence, NeedTarget } from './need.ts';
import type { ServiceName } from './service-names.ts';
import { serviceTarget } from './service-target.ts';

export interface RoleQuestion {
  readonly place: Place;
  readonly configuration: FunctionConfiguration;
  readonly onCapacityProvider: boolean;
  readonly collector: NeedCollector;
  /** Takes a need of the role. */
  readonly add: (target: NeedTarget, evidence: NeedEvidence) => void;
}

/**
 * The needs that follow from what the execution role allows, after everything that Lambda itself does
 * with the role. A role that allows `*` or with NotAction says nothing of what the code calls: its
 * needs are unknown. Conditions of a statement are not judged.
 */
export function roleNeeds(question: RoleQuestion): void {
  const { place, configuration, onCapacityProvider, collector } = question;
  const role = roleFact(question);
  if (!role.known) return collector.incomplete(role, ['service']);
  const { grants, unreadable } = role.value;
  for (const detail of grants.openBecause) {
    collector.incomplete(unknown({ kind: 'opaque', detail }), ['service']);
  }
  if (grants.openBecause.length > unreadable.length) return undefined;
  const platform = platformOf(configuration, onCapacityProvider);
  const exclusions = lambdaExclusions(place.snapshot, configuration);
  const uncertain = new Set<string>();
  for (const grant of grants.actions) {
    const meaning = meaningOf(place.snapshot, platform, grant);
    const left = meaning.isLambdaOwn ? undefined : beyondLambda(grant, exclusions);
    if (left === undefined) continue;
    if (!('known' in left)) {
      addGrant(question, left, meaning);
      continue;
    }
    const key = JSON.stringify(left.reason);
    if (!uncertain.has(key)) collector.incomplete(left, ['service']);
    uncertain.add(key);
  }
  return undefined;
}

/** What an action pattern means on a platform, whoever is granted it and on what. */
interface ActionMeaning {
  readonly isLambdaOwn: boolean;
  readonly services: readonly ServiceName[];
  readonly route: ActionRoute['kind'];
}

const meanings = oncePerSnapshot(() => new Map<string, ActionMeaning>());

/** An account's roles repeat the same few hundred patterns, and comparing patterns is slow. */
function meaningOf(
  snapshot: Snapshot,
  platform: Platform,
  { pattern }: GrantedAction,
): ActionMeaning {
  const cache = meanings(snapshot);
  const key = `${platform} ${pattern}`;
  const cached = cache.get(key);
  if (cached !== undefined) return cached;
  const meaning = {
    isLambdaOwn: coversAction(PLATFORM_CALLS[platform], { pattern }),
    services: servicesOfAction(pattern),
    route: routeOfAction(pattern).kind,
  };
  cache.set(key, meaning);
  return meaning;
}

function roleFact({ place, configuration }: RoleQuestion) {
  return configuration.Role === undefined
    ? unknown({
        kind: 'not-read',
        call: 'lambda:GetFunctionConfiguration',
        detail: `${configuration.FunctionName} has no Role`,
      })
    : grantsOfRole(place.snapshot, configuration.Role);
}

function addGrant(question: RoleQuestion, grant: GrantedAction, meaning: ActionMeaning): void {
  const { place, configuration, collector, add } = question;
  const { services, route } = meaning;
  const evidence = {
    resource: configuration.Role ?? configuration.FunctionArn,
    field: `policy ${grant.policy} ${statementText(grant.statement)}`,
    value: grant.pattern,
  };
  for (const region of regionsOf(grant, place.region)) {
    for (const service of services) add(serviceTarget(place.snapshot, service, region), evidence);
  }
  // Function URLs have public addresses only, and the endpoint for Lambda does not serve them.
  if (route === 'internet' && services.length === 0) {
    add({ kind: 'internet', family: 4, port: 443, hosts: [] }, evidence);
  }
  if (route === 'unlisted') collector.note('unlisted-service', grant.prefix);
  if (route === 'service-managed') collector.note('service-managed', grant.prefix);
}

/** The regions that all resources of the grant name; else the function's own. */
function regionsOf({ resources }: GrantedAction, own: string): readonly string[] {
  const named = resources.patterns.map((pattern) => parseArn(pattern)?.region ?? '');
  const areAllNamed =
    !resources.negated && named.length > 0 && named.every((region) => REGION_NAME.test(region));
  return areAllNamed ? [...new Set(named)] : [own];
}
