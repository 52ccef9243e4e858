import * as z from 'zod';
import type { DeepReadonly } from './schema.ts';

/** What Redshift answers, in its own names (https://docs.aws.amazon.com/redshift/latest/APIReference/). */

export const clusterSchema = z.object({
  ClusterIdentifier: z.string(),
  ClusterNamespaceArn: z.string().optional(),
  ClusterStatus: z.string().optional(),
  Endpoint: z
    .object({ Address: z.string().optional(), Port: z.number().int().optional() })
    .optional(),
  VpcSecurityGroups: z
    .array(z.object({ VpcSecurityGroupId: z.string(), Status: z.string().optional() }))
    .default([]),
  ClusterSubnetGroupName: z.string().optional(),
  VpcId: z.string().optional(),
  PubliclyAccessible: z.boolean().optional(),
});
export type Cluster = DeepReadonly<z.infer<typeof clusterSchema>>;

/** DynamoDB Accelerator, MemoryDB, EMR and others answer a list of the same name. */
export function isRedshiftCluster(item: unknown): boolean {
  return typeof item === 'object' && item !== null && 'ClusterIdentifier' in item;
}

export const clusterSubnetGroupSchema = z.object({
  ClusterSubnetGroupName: z.string(),
  VpcId: z.string().optional(),
  Subnets: z.array(z.object({ SubnetIdentifier: z.string() })).default([]),
});
export type ClusterSubnetGroup = DeepReadonly<z.infer<typeof clusterSubnetGroupSchema>>;
