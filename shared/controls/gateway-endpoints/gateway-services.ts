import { parseArn } from '../../model/arn.ts';
import type { Unknown } from '../../model/fact.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { incompleteFor } from '../../needs/need.ts';
import type { FunctionNeeds, NeedOrigin } from '../../needs/need.ts';
import type { ServiceInRegion } from '../../network/vpc-endpoints.ts';
import type { FunctionTarget } from '../target.ts';

/** A service that gateway endpoints serve, and how it is known that the function needs it. */
export interface GatewayService extends ServiceInRegion {
  /** Absent where it is not known whether the function needs it: the reason is `unread`. */
  readonly origin?: NeedOrigin;
  readonly unread?: Unknown;
}

/**
 * Which of the services the function needs, or may need, in its own Region: a gateway endpoint serves no
 * other (https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html).
 *
 * @param assumed services that every function is taken to need
 */
export function gatewayServices(
  snapshot: Snapshot,
  { configuration }: FunctionTarget,
  all: FunctionNeeds,
  services: readonly string[],
  assumed: { readonly services: readonly string[]; readonly field: string },
): readonly GatewayService[] {
  const region = parseArn(configuration.FunctionArn)?.region ?? snapshot.region;
  const [unread] = incompleteFor(all, 'service');
  return [...new Set([...services, ...assumed.services])].flatMap((service) => {
    const here = { service, region };
    const need = all.needs
      .filter((one) => one.kind === 'service')
      .find((one) => one.service === service && one.region === region);
    if (need !== undefined) return { origin: need, ...here };
    if (assumed.services.includes(service)) {
      const resource = configuration.FunctionArn;
      const evidence = [{ resource, field: assumed.field, value: service }];
      return { ...here, origin: { source: 'configured', confidence: 'CERTAIN', evidence } };
    }
    return unread === undefined ? [] : { ...here, unread };
  });
}
