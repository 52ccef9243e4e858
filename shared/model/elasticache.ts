import * as z from 'zod';
import type { DeepReadonly } from './schema.ts';

/**
 * What ElastiCache answers, in its own names
 * (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/). A replication group says
 * nothing of its network: groups and subnets are those of its member clusters.
 */

const endpoint = z
  .object({ Address: z.string().optional(), Port: z.number().int().optional() })
  .optional();

export const replicationGroupSchema = z.object({
  ReplicationGroupId: z.string(),
  ARN: z.string().optional(),
  Status: z.string().optional(),
  ConfigurationEndpoint: endpoint,
  MemberClusters: z.array(z.string()).default([]),
  NodeGroups: z
    .array(
      z.object({
        PrimaryEndpoint: endpoint,
        ReaderEndpoint: endpoint,
        NodeGroupMembers: z
          .array(z.object({ CacheClusterId: z.string().optional(), ReadEndpoint: endpoint }))
          .default([]),
      }),
    )
    .default([]),
});
export type ReplicationGroup = DeepReadonly<z.infer<typeof replicationGroupSchema>>;

/** `CacheNodes` is there when the call asked for `ShowCacheNodeInfo`. */
export const cacheClusterSchema = z.object({
  CacheClusterId: z.string(),
  ARN: z.string().optional(),
  CacheClusterStatus: z.string().optional(),
  ReplicationGroupId: z.string().optional(),
  CacheSubnetGroupName: z.string().optional(),
  ConfigurationEndpoint: endpoint,
  CacheNodes: z
    .array(z.object({ CacheNodeId: z.string().optional(), Endpoint: endpoint }))
    .optional(),
  SecurityGroups: z
    .array(z.object({ SecurityGroupId: z.string(), Status: z.string().optional() }))
    .default([]),
});
export type CacheCluster = DeepReadonly<z.infer<typeof cacheClusterSchema>>;

export const serverlessCacheSchema = z.object({
  ServerlessCacheName: z.string(),
  ARN: z.string().optional(),
  Status: z.string().optional(),
  Endpoint: endpoint,
  ReaderEndpoint: endpoint,
  SecurityGroupIds: z.array(z.string()).default([]),
  SubnetIds: z.array(z.string()).default([]),
});
export type ServerlessCache = DeepReadonly<z.infer<typeof serverlessCacheSchema>>;

export const cacheSubnetGroupSchema = z.object({
  CacheSubnetGroupName: z.string(),
  ARN: z.string().optional(),
  VpcId: z.string().optional(),
  Subnets: z.array(z.object({ SubnetIdentifier: z.string() })).default([]),
});
export type CacheSubnetGroup = DeepReadonly<z.infer<typeof cacheSubnetGroupSchema>>;
