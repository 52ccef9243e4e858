import type { EnvironmentReference } from '../model/environment.ts';
import { unknown } from '../model/fact.ts';
import type { Unknown } from '../model/fact.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { isDualStackName, isNameOf, isServiceDescribed, serviceHosts } from './service-hosts.ts';
import type { ServiceInRegion } from './vpc-endpoints.ts';

/** What a name that a client calls says of who may own it. */
export type CalledName =
  /** The regional name that SDKs make, or one that the service's endpoints own beside it. */
  | { readonly kind: 'usual' }
  /** An endpoint's own name, or a FIPS name: the references say the same in the SDKs' words. */
  | { readonly kind: 'own'; readonly references: readonly EnvironmentReference[] }
  /** A dual-stack name, which the endpoints of some services own and of others do not. */
  | { readonly kind: 'unread'; readonly unknown: Unknown }
  /** No endpoint owns it, as the global `sts.amazonaws.com`: it always answers with public addresses. */
  | { readonly kind: 'public' };

/**
 * Which kind of name a client calls a service by. Only endpoints of the same kind can own it
 * (https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html).
 *
 * @param host in lower case; undefined for the name that SDKs make
 */
export function calledName(
  snapshot: Snapshot,
  service: ServiceInRegion,
  host: string | undefined,
): CalledName {
  if (host === undefined) return { kind: 'usual' };
  if (serviceHosts(snapshot, service).some((pattern) => isNameOf(host, pattern))) {
    return { kind: 'usual' };
  }
  if (host.split('.').includes('vpce')) {
    return { kind: 'own', references: [{ Variable: 'AWS_ENDPOINT_URL', Host: host }] };
  }
  if (/^[a-z0-9-]+-fips\./.test(host)) {
    return { kind: 'own', references: [{ Variable: 'AWS_USE_FIPS_ENDPOINT', Enabled: true }] };
  }
  if (isDualStackName(host) && !isServiceDescribed(snapshot, service)) {
    const detail = `whether endpoints for ${service.service} own the name ${host}`;
    const unread = unknown({ kind: 'not-read', call: 'ec2:DescribeVpcEndpointServices', detail });
    return { kind: 'unread', unknown: unread };
  }
  return { kind: 'public' };
}
