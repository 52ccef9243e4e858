import type { VpcEndpoint } from '../../model/ec2.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { endpointState, isGone, servesService, typeOf } from '../../network/vpc-endpoints.ts';
import type { ServiceInRegion } from '../../network/vpc-endpoints.ts';
import type { EndpointTarget } from '../target.ts';

/** The Lambda API of the Region that an endpoint is for: its own, unless it names another. */
export function lambdaServiceOf(snapshot: Snapshot, endpoint: VpcEndpoint): ServiceInRegion {
  return { service: 'lambda', region: endpoint.ServiceRegion ?? snapshot.region };
}

/** Whether it is an interface endpoint for the Lambda API, of this Region or of another. */
export function isLambdaEndpoint(snapshot: Snapshot, endpoint: VpcEndpoint): boolean {
  return (
    typeOf(endpoint) === 'Interface' &&
    servesService(snapshot, endpoint, lambdaServiceOf(snapshot, endpoint))
  );
}

/** The endpoints that the controls of this family are about. */
export function appliesToLambdaEndpoint(
  { endpoint }: EndpointTarget,
  { snapshot }: { readonly snapshot: Snapshot },
): boolean {
  return isLambdaEndpoint(snapshot, endpoint);
}

/** The state of an endpoint that is deleted or about to be: there is nothing to judge. */
export function goneState(endpoint: VpcEndpoint): string | undefined {
  return isGone(endpoint) ? endpointState(endpoint) : undefined;
}
