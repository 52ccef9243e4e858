import * as z from 'zod/mini';
import type { DeepReadonly } from './schema.ts';

/** What Redshift answers, in its own names (https://docs.aws.amazon.com/redshift/latest/APIReference/). */

export const clusterSchema = z.object({
  ClusterIdentifier: z.string(),
  ClusterNamespaceArn: z.optional(z.string()),
  ClusterStatus: z.optional(z.string()),
  Endpoint: z.optional(z.object({ Address: z.optional(z.string()), Port: z.optional(z.int()) })),
  VpcSecurityGroups: z._default(
    z.array(z.object({ VpcSecurityGroupId: z.string(), Status: z.optional(z.string()) })),
    [],
  ),
  ClusterSubnetGroupName: z.optional(z.string()),
  VpcId: z.optional(z.string()),
  PubliclyAccessible: z.optional(z.boolean()),
});
export type Cluster = DeepReadonly<z.infer<typeof clusterSchema>>;

/** DynamoDB Accelerator, MemoryDB, EMR and others answer a list of the same name. */
export function isRedshiftCluster(item: unknown): boolean {
  return typeof item === 'object' && item !== null && 'ClusterIdentifier' in item;
}

export const clusterSubnetGroupSchema = z.object({
  ClusterSubnetGroupName: z.string(),
  VpcId: z.optional(z.string()),
  Subnets: z._default(z.array(z.object({ SubnetIdentifier: z.string() })), []),
});
export type ClusterSubnetGroup = DeepReadonly<z.infer<typeof clusterSubnetGroupSchema>>;
