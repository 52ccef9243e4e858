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
 * Some ARNs are handed on rather than called: IAM's (a role to assume or to pass), layers, and those of a
 * service of which the role allows nothing, as the target of a schedule or the topic of a notification.
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
  if (isHandedOn(prefix, granted)) return [];
  const region = arn.region === '' ? place.region : arn.region;
  const services = /:table\/[^/]+\/stream\//.test(text)
    ? [serviceNamed('dynamodb-streams')]
    : servicesOfArn(prefix, granted(prefix) ?? []);
  return services
    .filter((service) => service !== undefined)
    .map((service) => ({ target: serviceTarget(place.snapshot, service, region) }));
}

/** Whoever may neither call a service nor assume a role that might has no use for an ARN but to pass it. */
function isHandedOn(
  prefix: string,
  granted: (prefix: string) => readonly GrantedAction[] | undefined,
): boolean {
  return granted(prefix)?.length === 0 && granted('sts')?.length === 0;
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
