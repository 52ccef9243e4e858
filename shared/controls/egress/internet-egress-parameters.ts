import * as z from 'zod/mini';
import { parseAddress } from '../../model/cidr.ts';
import type { ParameterSet } from '../define-control.ts';
import { parameter } from '../parameter.ts';

const address = z
  .string()
  .check(
    z.refine((text) => parseAddress(text)?.family === 4, { error: 'expected an IPv4 address' }),
  );

/** Owned by function-internet-egress; every control that asks for a way out asks with the same ones. */
export const INTERNET_EGRESS = {
  control: 'function-internet-egress',
  schema: z.strictObject({
    probes: parameter(
      z.array(address).check(z.minLength(1)),
      ['1.1.1.1', '198.41.0.4'],
      'public addresses that stand for the internet, one for each half of the space',
    ),
    treatIndirectAs: parameter(
      z.enum(['UNKNOWN', 'PASSED', 'FAILED']),
      'UNKNOWN',
      'verdict where the way leaves through something that cannot be followed',
    ),
    trustedIndirectTargets: parameter(
      z.array(z.string().check(z.minLength(1))),
      [],
      'ids of transit gateways, appliances and the like that are known to lead out',
    ),
  }),
} satisfies ParameterSet;
