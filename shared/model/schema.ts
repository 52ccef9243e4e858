import * as z from 'zod';
import { parseAddress, parseCidr } from './cidr.ts';

/** Building blocks shared by the schemas of AWS answers. */

/** An IPv4 CIDR block. */
export const ipv4Cidr = z.string().refine((text) => parseCidr(text)?.family === 4, {
  error: 'expected an IPv4 CIDR such as 10.0.0.0/24',
});

/** An IPv6 CIDR block. */
export const ipv6Cidr = z.string().refine((text) => parseCidr(text)?.family === 6, {
  error: 'expected an IPv6 CIDR such as 2001:db8::/64',
});

/** A CIDR block of either family, as in managed prefix lists. */
export const anyCidr = z.string().refine((text) => parseCidr(text) !== undefined, {
  error: 'expected a CIDR such as 10.0.0.0/24',
});

/** An IPv4 or IPv6 address. */
export const ipAddress = z
  .string()
  .refine((text) => parseAddress(text) !== undefined, { error: 'expected an IP address' });

/** An EC2 resource id with its prefix: `subnet-0a1b…`. */
export function ec2Id(prefix: string) {
  return z.string().refine((text) => text.startsWith(`${prefix}-`), {
    error: `expected an id that starts with ${prefix}-`,
  });
}

/** EC2's tag list. */
export const ec2Tags = z.array(z.object({ Key: z.string(), Value: z.string() })).optional();

/** Makes every part of a parsed answer read-only for the compiler. */
export type DeepReadonly<T> = T extends string | number | boolean | bigint | undefined | null
  ? T
  : T extends readonly (infer U)[]
    ? readonly DeepReadonly<U>[]
    : { readonly [K in keyof T]: DeepReadonly<T[K]> };
