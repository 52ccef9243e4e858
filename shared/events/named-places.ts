import { parseCidr } from '../model/cidr.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { isPublicDestination } from '../network/public-destination.ts';
import { functionUses } from './function-uses.ts';

/** Where the functions of VPCs connect to, as far as their settings say. Each list without doubles. */
export interface NamedPlaces {
  /** Of databases, caches and file systems. */
  readonly subnetIds: readonly string[];
  /** Private addresses that stand where a host could. */
  readonly addresses: readonly string[];
}

/** What the functions of the VPCs name: it may be in another VPC, with or without a way to it. */
export function namedPlaces(snapshot: Snapshot, vpcIds: readonly string[]): NamedPlaces {
  const uses = functionUses(snapshot).filter(({ vpcId }) => vpcIds.includes(vpcId ?? ''));
  const subnetIds = uses.flatMap(({ destinations }) =>
    destinations.flatMap((destination) => destination.subnetIds),
  );
  const addresses = uses.flatMap(({ hosts }) => hosts).filter(isPrivateAddress);
  return { subnetIds: [...new Set(subnetIds)], addresses: [...new Set(addresses)] };
}

function isPrivateAddress(host: string): boolean {
  const address = parseCidr(`${host}/${host.includes(':') ? 128 : 32}`);
  return address !== undefined && !isPublicDestination(address);
}
