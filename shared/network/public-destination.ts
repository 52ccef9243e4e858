import { cidrContains, parseCidr } from '../model/cidr.ts';
import type { Cidr } from '../model/cidr.ts';
import { AddressSet } from './address-set.ts';

/**
 * Blocks that are not part of the public internet, from IANA's special-purpose address registries
 * (https://www.iana.org/assignments/iana-ipv4-special-registry/ and …/iana-ipv6-special-registry/).
 */
const NOT_PUBLIC: readonly Cidr[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
]
  .map((text) => parseCidr(text))
  .filter((cidr) => cidr !== undefined);

/** Whether a destination has addresses outside the private ranges: `0.0.0.0/0`, `::/0` or a public block. */
export function isPublicDestination(destination: Cidr): boolean {
  return !NOT_PUBLIC.some((block) => cidrContains(block, destination));
}

/** All public addresses of a family: what a rule must cover to let a function onto the internet. */
export const PUBLIC_ADDRESSES: Readonly<Record<4 | 6, AddressSet>> = {
  4: AddressSet.all(4).subtract(AddressSet.fromCidrs(4, NOT_PUBLIC)),
  6: AddressSet.fromCidrs(
    6,
    ['2000::/3'].map((text) => parseCidr(text)).filter((cidr) => cidr !== undefined),
  ),
};

/** Addresses in words: all public ones at once, and not as the sixty blocks that they consist of. */
export function addressesText(sets: readonly AddressSet[]): string {
  return sets
    .map((set) =>
      set.equals(PUBLIC_ADDRESSES[set.family])
        ? `every public IPv${set.family} address`
        : set.describe(),
    )
    .join(', ');
}
