import { routeOfAction, servicePrefix } from '../iam/endpoint-services.ts';
import type { GrantedAction } from '../iam/role-grants.ts';
import { parseArn } from '../model/arn.ts';
import type { Meaning, Place } from './host-target.ts';
import {
  neededByPrefix,
  serviceNamed,
  servicesOfPrefix,
  shortServiceName,
} from './service-names.ts';
import type { ServiceName } from './service-names.ts';
import { serviceTarget } from './service-target.ts';

/**
 * What an ARN in an environment value means: the code calls the ARN's service in the ARN's region.
 * Where a service has several endpoints, the actions that the role allows decide, else all of them.
 *
 * Two kinds of ARN are handed on rather than called: IAM's (a role to assume or to pass) and layers.
 *
 * @param granted what the role may do with an IAM prefix; undefined where it is not known
 */
export function meaningsOfArn(
  place: Place,
  text: string,
  granted: (prefix: string) => readonly GrantedAction[] | undefined,
): readonly Meaning[] {
  const arn = parseArn(text);
  if (arn === undefined || arn.service === 'iam' || arn.resource.startsWith('layer:')) return [];
  const prefix = servicePrefix(arn.service)?.prefix;
  if (prefix === undefined) return [{ note: { kind: 'unlisted-service', value: arn.service } }];
  if (isForDataApi(prefix, granted)) return [];
  const region = arn.region === '' ? place.region : arn.region;
  const services = /:table\/[^/]+\/stream\//.test(text)
    ? [serviceNamed('dynamodb-streams')]
    : servicesOfArn(prefix, granted(prefix) ?? []);
  return services
    .filter((service) => service !== undefined)
    .map((service) => ({ target: serviceTarget(place.snapshot, service, region) }));
}

/** A cluster's ARN is what the RDS Data API is called with, by whoever may not call RDS itself. */
function isForDataApi(
  prefix: string,
  granted: (prefix: string) => readonly GrantedAction[] | undefined,
): boolean {
  if (prefix !== 'rds') return false;
  return granted('rds')?.length === 0 && (granted('rds-data')?.length ?? 0) > 0;
}

function servicesOfArn(prefix: string, grants: readonly GrantedAction[]): readonly ServiceName[] {
  const all = servicesOfPrefix(prefix);
  if (all.length < 2) return all;
  const decided = new Set(grants.flatMap((grant) => servicesOfAction(grant.pattern)));
  return decided.size === 0 ? all : [...decided];
}

/** The endpoint services that an action pattern leads to; none for data paths and unlisted prefixes. */
export function servicesOfAction(pattern: string): readonly ServiceName[] {
  const prefix = pattern.slice(0, pattern.indexOf(':')).toLowerCase();
  const route = routeOfAction(pattern);
  if (route.kind === 'internet') return servicesOfPrefix(prefix).filter((one) => !one.endpoint);
  if (route.kind !== 'endpoints') return [];
  const services = route.services
    .map((service) => serviceNamed(shortServiceName(service.name)))
    .filter((service) => service !== undefined);
  return services.length === 1 ? services : services.filter((service) => neededByPrefix(service));
}
