import * as z from 'zod/mini';
import type { DeepReadonly } from './schema.ts';

/**
 * What Route 53, its resolver and its profiles answer, in their own names
 * (https://docs.aws.amazon.com/Route53/latest/APIReference/).
 */

/** `/hostedzone/Z123` and `Z123` are the same zone: the calls differ in how they write it. */
const hostedZoneId = z.pipe(
  z.string(),
  z.transform((id) => id.replace(/^\/hostedzone\//, '')),
);

/**
 * A private hosted zone that one VPC resolves. The answer does not name the VPC that was asked about:
 * `VPCId` is joined by the reader, once for each VPC, and an item of a folder of answers may carry it.
 * Without it a zone belongs to no VPC.
 */
export const hostedZoneSummarySchema = z.object({
  HostedZoneId: hostedZoneId,
  Name: z.string(),
  Owner: z.optional(
    z.object({ OwningAccount: z.optional(z.string()), OwningService: z.optional(z.string()) }),
  ),
  VPCId: z.optional(z.string()),
});
export type HostedZoneSummary = DeepReadonly<z.infer<typeof hostedZoneSummarySchema>>;

/**
 * A record set. The answer does not name its zone: `HostedZoneId` is joined by the reader, and an item
 * of a folder of answers may carry it. Without it a record set belongs to no zone.
 */
export const resourceRecordSetSchema = z.object({
  HostedZoneId: z.optional(hostedZoneId),
  Name: z.string(),
  Type: z.string(),
  SetIdentifier: z.optional(z.string()),
  ResourceRecords: z.optional(z.array(z.object({ Value: z.string() }))),
  AliasTarget: z.optional(z.object({ HostedZoneId: z.optional(z.string()), DNSName: z.string() })),
});
export type ResourceRecordSet = DeepReadonly<z.infer<typeof resourceRecordSetSchema>>;

/** `ResourceId` is the VPC that the profile is associated with. */
export const profileAssociationSchema = z.object({
  Id: z.string(),
  ProfileId: z.string(),
  ResourceId: z.string(),
  Status: z.optional(z.string()),
});
export type ProfileAssociation = DeepReadonly<z.infer<typeof profileAssociationSchema>>;

/** `ResourceArn` is a hosted zone, a resolver rule, a firewall rule group or a VPC endpoint. */
export const profileResourceAssociationSchema = z.object({
  Id: z.string(),
  ProfileId: z.string(),
  ResourceArn: z.string(),
  ResourceType: z.optional(z.string()),
  Status: z.optional(z.string()),
});
export type ProfileResourceAssociation = DeepReadonly<
  z.infer<typeof profileResourceAssociationSchema>
>;

export const resolverRuleAssociationSchema = z.object({
  Id: z.string(),
  ResolverRuleId: z.string(),
  VPCId: z.string(),
  Status: z.optional(z.string()),
});
export type ResolverRuleAssociation = DeepReadonly<z.infer<typeof resolverRuleAssociationSchema>>;

export const resolverRuleSchema = z.object({
  Id: z.string(),
  Arn: z.optional(z.string()),
  DomainName: z.optional(z.string()),
  RuleType: z.optional(z.string()),
  Status: z.optional(z.string()),
  TargetIps: z.optional(
    z.array(
      z.object({
        Ip: z.optional(z.string()),
        Ipv6: z.optional(z.string()),
        Port: z.optional(z.int()),
      }),
    ),
  ),
});
export type ResolverRule = DeepReadonly<z.infer<typeof resolverRuleSchema>>;
