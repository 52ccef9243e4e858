import * as z from 'zod/mini';
import type { ParameterSet } from '../define-control.ts';
import { parameter } from '../parameter.ts';

const zoneIds = z.array(
  z
    .string()
    .check(
      z.regex(/^[a-z0-9]+-[a-z0-9-]*az\d+$/, { error: 'expected a zone id such as use1-az3' }),
    ),
);

/** Owned by function-limited-capacity-zone; function-multi-az leaves the same zones out of its count. */
export const LIMITED_ZONES = {
  control: 'function-limited-capacity-zone',
  schema: z.strictObject({
    limitedZoneIds: parameter(
      zoneIds,
      ['use1-az3'],
      'zones with limited capacity for Lambda functions in a VPC',
    ),
    advisoryZoneIds: parameter(zoneIds, [], 'zones to mention without failing'),
    minAzs: parameter(
      z.int().check(z.minimum(2), z.maximum(6)),
      2,
      'zones that must remain without them',
    ),
  }),
} satisfies ParameterSet;
