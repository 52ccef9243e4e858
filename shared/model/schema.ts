import * as z from 'zod/mini';
import { parseAddress, parseCidr } from './cidr.ts';

/** Building blocks shared by the schemas of AWS answers. */

/** An IPv4 CIDR block. */
export const ipv4Cidr = z.string().check(
  z.refine((text) => parseCidr(text)?.family === 4, {
    error: 'expected an IPv4 CIDR such as 10.0.0.0/24',
  }),
);

/** An IPv6 CIDR block. */
export const ipv6Cidr = z.string().check(
  z.refine((text) => parseCidr(text)?.family === 6, {
    error: 'expected an IPv6 CIDR such as 2001:db8::/64',
  }),
);

/** A CIDR block of either family, as in managed prefix lists. */
export const anyCidr = z.string().check(
  z.refine((text) => parseCidr(text) !== undefined, {
    error: 'expected a CIDR such as 10.0.0.0/24',
  }),
);

/** An IPv4 or IPv6 address. */
export const ipAddress = z
  .string()
  .check(z.refine((text) => parseAddress(text) !== undefined, { error: 'expected an IP address' }));

/** An EC2 resource id with its prefix: `subnet-0a1b…`. */
export function ec2Id(prefix: string) {
  return z.string().check(
    z.refine((text) => text.startsWith(`${prefix}-`), {
      error: `expected an id that starts with ${prefix}-`,
    }),
  );
}

/**
 * A time: the text that AWS sends, or what a program made of it before it was saved. Seconds since 1970
 * are how AWS's JSON protocols write it, milliseconds how JavaScript and Java do, and an object of year,
 * month and so on is how placebo does, with which Python projects record answers.
 */
export const time = z.union([
  z.string(),
  z.pipe(z.number(), z.transform(timeOfNumber)),
  z.pipe(
    z.object({
      __class__: z.literal('datetime'),
      year: z.int(),
      month: z.int(),
      day: z.int(),
      hour: z._default(z.int(), 0),
      minute: z._default(z.int(), 0),
      second: z._default(z.int(), 0),
    }),
    z.transform(({ year, month, day, hour, minute, second }) =>
      isoTime(Date.UTC(year, month - 1, day, hour, minute, second)),
    ),
  ),
]);

/** A policy document: JSON as text, as AWS answers it, or already decoded by the program that saved it. */
export const policyText = z.union([
  z.string(),
  z.pipe(
    z.record(z.string(), z.unknown()),
    z.transform((document) => JSON.stringify(document)),
  ),
]);

/** EC2's tag list. */
export const ec2Tags = z.optional(z.array(z.object({ Key: z.string(), Value: z.string() })));

/** Makes every part of a parsed answer read-only for the compiler. */
export type DeepReadonly<T> = T extends string | number | boolean | bigint | undefined | null
  ? T
  : T extends readonly (infer U)[]
    ? readonly DeepReadonly<U>[]
    : { readonly [K in keyof T]: DeepReadonly<T[K]> };

/** Seconds up to the year 5138 are smaller than this, milliseconds since 1973 are larger. */
const LARGEST_SECONDS = 1e11;

function timeOfNumber(value: number): string {
  return isoTime(Math.abs(value) < LARGEST_SECONDS ? value * 1000 : value);
}

/** A number that is no time is left as it is: nothing can be told from it. */
function isoTime(milliseconds: number): string {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? String(milliseconds) : date.toISOString();
}
