import * as z from 'zod/mini';
import type { DeepReadonly } from './schema.ts';

/** Quota of elastic network interfaces that Lambda may create in one VPC. */
export const LAMBDA_ENI_QUOTA_CODE = 'L-9FEE3D26';

/** GetServiceQuota's answer (https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/). */
export const serviceQuotaSchema = z.object({
  ServiceCode: z.string(),
  QuotaCode: z.string(),
  QuotaName: z.optional(z.string()),
  Value: z.number(),
});
export type ServiceQuota = DeepReadonly<z.infer<typeof serviceQuotaSchema>>;
