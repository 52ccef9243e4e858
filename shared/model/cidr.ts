import ipaddr from 'ipaddr.js';

/**
 * Addresses and CIDR blocks as AWS writes them. ipaddr.js parses; its leniencies (`1`, `010.0.0.1`,
 * `::ffff:1.2.3.4/96` with a zone, blanks) are refused here, because a mistyped address must be an
 * error and not another address.
 */

export interface Cidr {
  readonly family: 4 | 6;
  /** Lowest address of the block. */
  readonly first: bigint;
  /** Highest address of the block. */
  readonly last: bigint;
  /** Prefix length in bits: 0 to 32, or 0 to 128. */
  readonly prefixLength: number;
}

const DOTTED_QUAD = /^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/;
const IPV6_CHARACTERS = /^[0-9a-f:.]+$/i;
const PREFIX_LENGTH = /^(?:0|[1-9]\d{0,2})$/;

const BITS = { 4: 32, 6: 128 } as const;

/** The address as a number with its family, or undefined where the text is no address. */
export function parseAddress(text: string): { family: 4 | 6; value: bigint } | undefined {
  const family = DOTTED_QUAD.test(text)
    ? 4
    : text.includes(':') && IPV6_CHARACTERS.test(text)
      ? 6
      : 0;
  if (family === 0 || !ipaddr.isValid(text)) return undefined;
  let value = 0n;
  for (const byte of ipaddr.parse(text).toByteArray()) value = value * 256n + BigInt(byte);
  return { family, value };
}

/** The block as its first and last address; host bits are cleared as AWS does. Undefined if malformed. */
export function parseCidr(text: string): Cidr | undefined {
  const [address, length, ...rest] = text.split('/');
  if (address === undefined || length === undefined || rest.length > 0) return undefined;
  const parsed = parseAddress(address);
  if (parsed === undefined || !PREFIX_LENGTH.test(length)) return undefined;
  const bits = BITS[parsed.family];
  const prefixLength = Number(length);
  if (prefixLength > bits) return undefined;
  const size = 1n << BigInt(bits - prefixLength);
  const first = parsed.value - (parsed.value % size);
  return { family: parsed.family, first, last: first + size - 1n, prefixLength };
}

/** Whether every address of `inner` lies in `outer`. */
export function cidrContains(outer: Cidr, inner: Cidr): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** Whether the two blocks share an address. */
export function cidrOverlaps(a: Cidr, b: Cidr): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}
