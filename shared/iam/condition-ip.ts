import { cidrContains, parseAddress, parseCidr } from '../model/cidr.ts';
import type { Cidr } from '../model/cidr.ts';
import type { ComparisonOperator } from './condition-operator.ts';
import { truthOf } from './truth.ts';

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress

/** A block, or an address as the block of itself ("IAM uses the default prefix value of /32"). */
function parseRange(text: string): Cidr | undefined {
  const address = parseAddress(text);
  if (address === undefined) return parseCidr(text);
  return {
    family: address.family,
    first: address.value,
    last: address.value,
    prefixLength: address.family === 4 ? 32 : 128,
  };
}

function operator(name: string, negated: boolean): ComparisonOperator {
  return {
    kind: 'comparison',
    name,
    negated,
    value: 'plain',
    agrees: ({ text }, request) => {
      const range = parseRange(text);
      const actual = parseRange(request);
      if (range === undefined || actual === undefined) return 'unknown';
      return truthOf(cidrContains(range, actual));
    },
  };
}

/** IPv4 or IPv6 address in a range; an address of the other family is in none. */
export const ipOperators: readonly ComparisonOperator[] = [
  operator('IpAddress', false),
  operator('NotIpAddress', true),
];
