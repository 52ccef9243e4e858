import * as z from 'zod';
import type { ParameterSet } from '../define-control.ts';

const zoneIds = z.array(
  z.string().regex(/^[a-z0-9]+-[a-z0-9-]*az\d+$/, { error: 'expected a zone id such as use1-az3' }),
);

/** Owned by function-limited-capacity-zone; function-multi-az leaves the same zones out of its count. */
export const LIMITED_ZONES = {
  control: 'function-limited-capacity-zone',
  schema: z.strictObject({
    limitedZoneIds: zoneIds
      .default(['use1-az3'])
      .describe('zones with limited capacity for Lambda functions in a VPC'),
    advisoryZoneIds: zoneIds.default([]).describe('zones to mention without failing'),
    minAzs: z.int().min(2).max(6).default(2).describe('zones that must remain without them'),
  }),
} satisfies ParameterSet;
