import { routeOfAction } from '../iam/endpoint-services.ts';
import type { ActionRoute } from '../iam/endpoint-services.ts';
import { statementText } from '../iam/policy-model.ts';
import type { GrantedAction } from '../iam/role-grants.ts';
import { grantsOfRole } from '../iam/role-policies.ts';
import type { GrantsOfRole } from '../iam/role-policies.ts';
import { parseArn } from '../model/arn.ts';
import { unknown } from '../model/fact.ts';
import type { Unknown } from '../model/fact.ts';
import type { FunctionConfiguration } from '../model/lambda.ts';
import { once } from '../model/once.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { REGION_NAME } from '../network/resource-host.ts';
import { servicesOfAction } from './arn-target.ts';
import type { Place } from './host-target.ts';
import { beyondLambda, coversAction, isEmpty, lambdaExclusions } from './lambda-exclusions.ts';
import type { LambdaExclusions } from './lambda-exclusions.ts';
import { PLATFORM_CALLS, platformOf } from './lambda-own-calls.ts';
import type { Platform } from './lambda-own-calls.ts';
import { needFrom } from './need-collector.ts';
import type { Need, NeedNote } from './need.ts';
import type { ServiceName } from './service-names.ts';
import { serviceTarget } from './service-target.ts';

export interface RoleQuestion {
  readonly place: Place;
  readonly configuration: FunctionConfiguration;
  readonly onCapacityProvider: boolean;
}

export interface RoleNeeds {
  /** What the role may call and Lambda does not call itself. */
  readonly calls: readonly Need[];
  readonly notes: readonly NeedNote[];
  /** Why calls may be missing. */
  readonly incomplete: readonly Unknown[];
}

const byRole = oncePerSnapshot(() => new Map<string, RoleNeeds>());

/**
 * The needs that follow from what the execution role allows, after everything that Lambda itself does
 * with the role. A role that allows `*` or with NotAction says nothing of what the code calls: its
 * needs are unknown. Conditions of a statement are not judged.
 */
export function roleNeeds(question: RoleQuestion): RoleNeeds {
  const { place, configuration, onCapacityProvider } = question;
  const { Role: roleArn } = configuration;
  if (roleArn === undefined) return { calls: [], notes: [], incomplete: [noRole(configuration)] };
  const role = grantsOfRole(place.snapshot, roleArn);
  if (!role.known) return { calls: [], notes: [], incomplete: [role] };
  const platform = platformOf(configuration, onCapacityProvider);
  const exclusions = lambdaExclusions(place.snapshot, configuration);
  const owned = { place, roleArn, platform, ...role.value };
  if (!isEmpty(exclusions)) return callsBeyondLambda(owned, exclusions);
  // Without event sources and destinations of its own, a function shares the answer with its role.
  return once(byRole(place.snapshot), `${roleArn} ${platform} ${place.region}`, () =>
    callsBeyondLambda(owned, exclusions),
  );
}

function noRole({ FunctionName }: FunctionConfiguration): Unknown {
  const detail = `${FunctionName} has no Role`;
  return unknown({ kind: 'not-read', call: 'lambda:GetFunctionConfiguration', detail });
}

interface OwnedRole extends GrantsOfRole {
  readonly place: Place;
  readonly roleArn: string;
  readonly platform: Platform;
}

function callsBeyondLambda(role: OwnedRole, exclusions: LambdaExclusions): RoleNeeds {
  const { place, platform, grants, unreadable } = role;
  const open = grants.openBecause.map((detail) => unknown({ kind: 'opaque', detail }));
  if (open.length > unreadable.length) return { calls: [], notes: [], incomplete: open };
  const calls: Need[] = [];
  const notes: NeedNote[] = [];
  const refused = new Set<Unknown>();
  for (const grant of grants.actions) {
    const meaning = meaningOf(place.snapshot, platform, grant);
    const left = meaning.isLambdaOwn ? undefined : beyondLambda(grant, exclusions);
    if (left === undefined) continue;
    if ('known' in left) {
      refused.add(left);
      continue;
    }
    calls.push(...callsOf(role, left, meaning));
    if (meaning.route === 'unlisted') {
      notes.push({ kind: 'unlisted-service', value: grant.prefix });
    }
    if (meaning.route === 'service-managed') {
      notes.push({ kind: 'service-managed', value: grant.prefix });
    }
  }
  return { calls, notes, incomplete: [...open, ...refused] };
}

/** What an action pattern means on a platform, whoever is granted it and on what. */
interface ActionMeaning {
  readonly isLambdaOwn: boolean;
  readonly services: readonly ServiceName[];
  readonly route: ActionRoute['kind'];
}

const meanings = oncePerSnapshot(() => new Map<Platform, Map<string, ActionMeaning>>());

/** An account's roles repeat the same few hundred patterns, and comparing patterns is slow. */
function meaningOf(
  snapshot: Snapshot,
  platform: Platform,
  { pattern }: GrantedAction,
): ActionMeaning {
  const byPattern = once(meanings(snapshot), platform, () => new Map<string, ActionMeaning>());
  return once(byPattern, pattern, () => ({
    isLambdaOwn: coversAction(PLATFORM_CALLS[platform], { pattern }),
    services: servicesOfAction(pattern),
    route: routeOfAction(pattern).kind,
  }));
}

function callsOf(
  { place, roleArn }: OwnedRole,
  grant: GrantedAction,
  { services, route }: ActionMeaning,
): readonly Need[] {
  const evidence = {
    resource: roleArn,
    field: `policy ${grant.policy} ${statementText(grant.statement)}`,
    value: grant.pattern,
  };
  // Function URLs have public addresses only, and the endpoint for Lambda does not serve them.
  if (route === 'internet' && services.length === 0) {
    return [needFrom('role', { kind: 'internet', family: 4, port: 443, hosts: [] }, evidence)];
  }
  return regionsOf(grant, place.region).flatMap((region) =>
    services.map((service) =>
      needFrom('role', serviceTarget(place.snapshot, service, region), evidence),
    ),
  );
}

/** The regions that all resources of the grant name; else the function's own. */
function regionsOf({ resources }: GrantedAction, own: string): readonly string[] {
  const named = resources.patterns.map((pattern) => parseArn(pattern)?.region ?? '');
  const areAllNamed =
    !resources.negated && named.length > 0 && named.every((region) => REGION_NAME.test(region));
  return areAllNamed ? [...new Set(named)] : [own];
}
