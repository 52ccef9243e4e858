import { known, mapFact, thenFact } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { farSide } from './peering.ts';
import type { PrivateResource } from './private-resource.ts';

/**
 * Whether a resource's name answers with its public address for those who ask from a VPC. Inside its own
 * VPC it never does; outside, that of a publicly accessible one does, unless the resource's side of the
 * peering resolves names for the other side
 * (https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-dns.html).
 */
export function answersPublicly(
  snapshot: Snapshot,
  resource: PrivateResource,
  vpcId: string,
): Fact<boolean> {
  return thenFact(resource.vpcId, (home) => {
    if (home === vpcId) return known(false);
    return mapFact(
      resource.publiclyAccessible,
      (isPublic) => isPublic && !resolvesForPeer(snapshot, home, vpcId),
    );
  });
}

function resolvesForPeer(snapshot: Snapshot, home: string, vpcId: string): boolean {
  const connections = snapshot.inVpc('VpcPeeringConnections', vpcId);
  return (
    connections.known &&
    connections.value
      .map((connection) => farSide(connection, vpcId))
      .some((side) => side?.VpcId === home && side.PeeringOptions?.AllowDnsResolutionFromRemoteVpc)
  );
}
