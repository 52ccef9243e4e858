import { endpointServiceName } from '../iam/endpoint-services.ts';
import { once } from '../model/once.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { ServiceTarget } from './need.ts';
import { shortServiceName } from './service-names.ts';
import type { ServiceName } from './service-names.ts';

/** Full names as the region offers them: China writes some with `cn.` in front. */
const offeredNames = oncePerSnapshot(
  (snapshot): ReadonlyMap<string, string> =>
    new Map(
      snapshot
        .seen('ServiceDetails')
        .map((detail) => [
          `${detail.ServiceRegion ?? snapshot.region} ${shortServiceName(detail.ServiceName)}`,
          detail.ServiceName,
        ]),
    ),
);

const usualTargets = oncePerSnapshot(() => new Map<ServiceName, Map<string, ServiceTarget>>());

/** The API of a service as something to reach. A service of the whole partition has one region only. */
export function serviceTarget(
  snapshot: Snapshot,
  name: ServiceName,
  region: string,
  more?: { readonly port?: number; readonly host?: string },
): ServiceTarget {
  if (more !== undefined) return targetOf(snapshot, name, region, more);
  const byRegion = once(usualTargets(snapshot), name, () => new Map<string, ServiceTarget>());
  return once(byRegion, region, () => targetOf(snapshot, name, region, {}));
}

function targetOf(
  snapshot: Snapshot,
  name: ServiceName,
  region: string,
  more: { readonly port?: number; readonly host?: string },
): ServiceTarget {
  const { prefix, service, endpoint } = name;
  const own = endpoint?.onlyRegion ?? region;
  return {
    kind: 'service',
    prefix,
    service,
    ...(endpoint && {
      endpoint,
      serviceName:
        offeredNames(snapshot).get(`${own} ${service}`) ?? endpointServiceName(endpoint, own),
    }),
    region: own,
    port: more.port ?? defaultPort(service),
    ...(more.host !== undefined && { host: more.host }),
  };
}

/** Every AWS API is HTTPS; SES also takes mail, by submission as a rule. */
function defaultPort(service: string): number {
  return service === 'email-smtp' ? 587 : 443;
}
