import type { VpcEndpoint } from '../model/ec2.ts';
import { known, thenFact } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { reachOf } from '../network/disposition.ts';
import type { FlowSource } from '../network/flow.ts';
import { nameOwner, serviceEndpoints } from '../network/name-owner.ts';
import { farSide } from '../network/peering.ts';
import { interfaceEndpoints, isAvailable } from '../network/vpc-endpoints.ts';
import type { ServiceInRegion } from '../network/vpc-endpoints.ts';
import type { ControlConfiguration } from './define-control.ts';
import { egressFrom } from './function-flows.ts';
import type { AttachedFunctionTarget } from './target.ts';

/**
 * The interface endpoint in another VPC on which a function depends for a service: the one its name
 * leads to; or, where the function has neither an endpoint of its own nor a way to the internet, one in
 * a VPC that is peered to it. A peer that merely has an endpoint is no dependency.
 */
export function farEndpoint(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  target: AttachedFunctionTarget,
  sources: readonly FlowSource[],
  service: ServiceInRegion,
): Fact<VpcEndpoint | undefined> {
  const vpcId = sources[0]?.vpcId;
  if (vpcId === undefined) return known(undefined);
  const references = target.configuration.Environment?.References ?? [];
  const owner = nameOwner(snapshot, { vpcId, service, references });
  if (owner.known && owner.value.kind === 'endpoint') {
    const { endpoint } = owner.value;
    return known(endpoint.VpcId === vpcId ? undefined : endpoint);
  }
  const peered = serviceEndpoints(snapshot, service).find(
    (endpoint) => isAvailable(endpoint) && isPeered(snapshot, vpcId, endpoint.VpcId),
  );
  if (peered === undefined) return known(undefined);
  return thenFact(interfaceEndpoints(snapshot, vpcId, service), (local) => {
    if (local.some(isAvailable)) return known(undefined);
    const hasNoExit = sources.some(
      (source) =>
        reachOf(egressFrom(snapshot, configuration, target, source).disposition) === 'broken',
    );
    return known(hasNoExit ? peered : undefined);
  });
}

function isPeered(snapshot: Snapshot, vpcId: string, other: string | undefined): boolean {
  const connections = snapshot.inVpc('VpcPeeringConnections', vpcId);
  return (
    other !== undefined &&
    connections.known &&
    connections.value.some(
      (one) => one.Status?.Code === 'active' && farSide(one, vpcId)?.VpcId === other,
    )
  );
}
