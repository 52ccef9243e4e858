import type { Unknown } from '../../model/fact.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { VpcTarget } from '../target.ts';

/**
 * Whether functions are attached to the VPC by their own VpcConfig, so that Lambda makes network
 * interfaces for them there. Managed instances have interfaces of their own. Where none was seen and
 * not all functions were read, the reason.
 */
export function hasFunctionInterfaces(snapshot: Snapshot, target: VpcTarget): boolean | Unknown {
  if (target.functions.some(({ network }) => network.source === 'FUNCTION')) return true;
  const all = snapshot.all('Functions');
  return all.known ? false : all;
}
