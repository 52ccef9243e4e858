import * as z from 'zod/mini';
import type { DeepReadonly } from './schema.ts';

/**
 * A service control policy as Organizations answers it to DescribePolicy
 * (https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribePolicy.html). Those that
 * are kept apply to the account: they are attached to it, to an organizational unit above it or to the
 * root.
 */
export const serviceControlPolicySchema = z.object({
  PolicySummary: z.object({
    Id: z.string(),
    /** Holds the id of the management account, which no such policy binds; of AWS's own, `aws`. */
    Arn: z.optional(z.string()),
    Name: z.optional(z.string()),
    Type: z.optional(z.string()),
    AwsManaged: z.optional(z.boolean()),
  }),
  /** The policy document, as text. */
  Content: z.string(),
  /**
   * Not part of this answer: joined from ListPoliciesForTarget. The account, organizational units and
   * root that the policy is attached to, as far as they concern the account.
   */
  TargetIds: z.optional(z.array(z.string())),
});
export type ServiceControlPolicy = DeepReadonly<z.infer<typeof serviceControlPolicySchema>>;

/** IAM and other services answer a `Policy` too, and Organizations other types of policy. */
export function isServiceControlPolicy(item: unknown): boolean {
  const parsed = serviceControlPolicySchema.safeParse(item);
  const type = parsed.data?.PolicySummary.Type;
  return parsed.success && (type === undefined || type === 'SERVICE_CONTROL_POLICY');
}
