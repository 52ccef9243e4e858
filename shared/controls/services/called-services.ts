import { parseArn } from '../../model/arn.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { FunctionNeeds, ServiceNeed } from '../../needs/need.ts';
import { serviceNamed, servicesOfPrefix } from '../../needs/service-names.ts';
import type { ServiceName } from '../../needs/service-names.ts';
import { serviceTarget } from '../../needs/service-target.ts';
import type { FunctionTarget } from '../target.ts';

/**
 * The services that a function calls: those it is known to need, without the ignored ones and with those
 * that the configuration adds for every function.
 *
 * @param ignored short names of endpoint services, or IAM prefixes
 * @param extra the same, in the function's own Region
 */
export function calledServices(
  snapshot: Snapshot,
  { configuration }: FunctionTarget,
  { needs }: FunctionNeeds,
  { ignored, extra }: { readonly ignored: readonly string[]; readonly extra: readonly string[] },
): readonly ServiceNeed[] {
  const known = needs
    .filter((need) => need.kind === 'service')
    .filter(({ service, prefix }) => !ignored.includes(service) && !ignored.includes(prefix));
  const region = parseArn(configuration.FunctionArn)?.region ?? snapshot.region;
  const added = extra
    .flatMap((name) => servicesOfName(name))
    .map((service) => serviceTarget(snapshot, service, region))
    .filter((one) => !known.some((need) => isSame(need, one)))
    .map((one): ServiceNeed => ({
      ...one,
      source: 'configured',
      confidence: 'CERTAIN',
      evidence: [
        {
          resource: configuration.FunctionArn,
          field: 'parameters.extraServices',
          value: one.service,
        },
      ],
    }));
  return [...known, ...added];
}

function isSame(
  { service, region, host }: ServiceNeed,
  other: Pick<ServiceNeed, 'service' | 'region'>,
): boolean {
  return service === other.service && region === other.region && host === undefined;
}

/** A service that the table of endpoint services does not list is taken by the name that was given. */
function servicesOfName(name: string): readonly ServiceName[] {
  const exact = serviceNamed(name);
  if (exact !== undefined) return [exact];
  const ofPrefix = servicesOfPrefix(name);
  return ofPrefix.length > 0 ? ofPrefix : [{ prefix: name, service: name }];
}

/** `sqs`, with its Region where that is not the function's own. */
export function serviceLabel(
  { service, region }: Pick<ServiceNeed, 'service' | 'region'>,
  ownRegion: string,
): string {
  return region === ownRegion ? service : `${service} of ${region}`;
}
