import * as z from 'zod';
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
    Arn: z.string().optional(),
    Name: z.string().optional(),
    Type: z.string().optional(),
    AwsManaged: z.boolean().optional(),
  }),
  /** The policy document, as text. */
  Content: z.string(),
  /**
   * Not part of this answer: joined from ListPoliciesForTarget. The account, organizational units and
   * root that the policy is attached to, as far as they concern the account.
   */
  TargetIds: z.array(z.string()).optional(),
});
export type ServiceControlPolicy = DeepReadonly<z.infer<typeof serviceControlPolicySchema>>;

/** IAM and other services answer a `Policy` too, and Organizations other types of policy. */
export function isServiceControlPolicy(item: unknown): boolean {
  const parsed = serviceControlPolicySchema.safeParse(item);
  const type = parsed.data?.PolicySummary.Type;
  return parsed.success && (type === undefined || type === 'SERVICE_CONTROL_POLICY');
}
