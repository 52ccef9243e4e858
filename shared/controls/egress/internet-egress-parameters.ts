import * as z from 'zod';
import { parseAddress } from '../../model/cidr.ts';
import type { ParameterSet } from '../define-control.ts';

const address = z
  .string()
  .refine((text) => parseAddress(text)?.family === 4, { error: 'expected an IPv4 address' });

/** Owned by function-internet-egress; every control that asks for a way out asks with the same ones. */
export const INTERNET_EGRESS = {
  control: 'function-internet-egress',
  schema: z.strictObject({
    probes: z
      .array(address)
      .min(1)
      .default(['1.1.1.1', '198.41.0.4'])
      .describe('public addresses that stand for the internet, one for each half of the space'),
    treatIndirectAs: z
      .enum(['UNKNOWN', 'PASSED', 'FAILED'])
      .default('UNKNOWN')
      .describe('verdict where the way leaves through something that cannot be followed'),
    trustedIndirectTargets: z
      .array(z.string().min(1))
      .default([])
      .describe('ids of transit gateways, appliances and the like that are known to lead out'),
  }),
} satisfies ParameterSet;
