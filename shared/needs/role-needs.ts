import { routeOfAction } from '../iam/endpoint-services.ts';
import { statementText } from '../iam/policy-model.ts';
import { grantedPrefixes, grantsBeyond } from '../iam/role-grants.ts';
import type { GrantedAction } from '../iam/role-grants.ts';
import { grantsOfRole } from '../iam/role-policies.ts';
import { parseArn } from '../model/arn.ts';
import { unknown } from '../model/fact.ts';
import type { FunctionConfiguration } from '../model/lambda.ts';
import { REGION_NAME } from '../network/resource-host.ts';
import { servicesOfAction } from './arn-target.ts';
import type { Place } from './host-target.ts';
import { beyondPolling, lambdaExclusions } from './lambda-exclusions.ts';
import type { NeedCollector } from './need-collector.ts';
import type { NeedEvidence, NeedTarget } from './need.ts';
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
  const exclusions = lambdaExclusions(place.snapshot, configuration, onCapacityProvider);
  const uncertain = new Set<string>();
  for (const prefix of grantedPrefixes(grants)) {
    for (const grant of grantsBeyond(grants, prefix, exclusions.exceptions)) {
      const left = beyondPolling(grant, exclusions);
      if (left === undefined) continue;
      if (!('known' in left)) {
        addGrant(question, left);
        continue;
      }
      const key = JSON.stringify(left.reason);
      if (!uncertain.has(key)) collector.incomplete(left, ['service']);
      uncertain.add(key);
    }
  }
  return undefined;
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

function addGrant(question: RoleQuestion, grant: GrantedAction): void {
  const { place, configuration, collector, add } = question;
  const evidence = {
    resource: configuration.Role ?? configuration.FunctionArn,
    field: `policy ${grant.policy} ${statementText(grant.statement)}`,
    value: grant.pattern,
  };
  const services = servicesOfAction(grant.pattern);
  for (const region of regionsOf(grant, place.region)) {
    for (const service of services) add(serviceTarget(place.snapshot, service, region), evidence);
  }
  const { kind } = routeOfAction(grant.pattern);
  // Function URLs have public addresses only, and the endpoint for Lambda does not serve them.
  if (kind === 'internet' && services.length === 0) {
    add({ kind: 'internet', family: 4, port: 443, hosts: [] }, evidence);
  }
  if (kind === 'unlisted') collector.note('unlisted-service', grant.prefix);
  if (kind === 'service-managed') collector.note('service-managed', grant.prefix);
}

/** The regions that all resources of the grant name; else the function's own. */
function regionsOf({ resources }: GrantedAction, own: string): readonly string[] {
  const named = resources.patterns.map((pattern) => parseArn(pattern)?.region ?? '');
  const areAllNamed =
    !resources.negated && named.length > 0 && named.every((region) => REGION_NAME.test(region));
  return areAllNamed ? [...new Set(named)] : [own];
}
