import type { Cidr } from '../model/cidr.ts';
import { formatAddress } from './address-set.ts';

/** The block as AWS writes it; a block of one address as that address. */
export function formatCidr(cidr: Cidr): string {
  const address = formatAddress(cidr.family, cidr.first);
  return cidr.first === cidr.last ? address : `${address}/${cidr.prefixLength}`;
}
