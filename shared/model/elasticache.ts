import * as z from 'zod/mini';
import type { DeepReadonly } from './schema.ts';

/**
 * What ElastiCache answers, in its own names
 * (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/). A replication group says
 * nothing of its network: groups and subnets are those of its member clusters.
 */

const endpoint = z.optional(
  z.object({ Address: z.optional(z.string()), Port: z.optional(z.int()) }),
);

export const replicationGroupSchema = z.object({
  ReplicationGroupId: z.string(),
  ARN: z.optional(z.string()),
  Status: z.optional(z.string()),
  ConfigurationEndpoint: endpoint,
  MemberClusters: z._default(z.array(z.string()), []),
  NodeGroups: z._default(
    z.array(
      z.object({
        PrimaryEndpoint: endpoint,
        ReaderEndpoint: endpoint,
        NodeGroupMembers: z._default(
          z.array(z.object({ CacheClusterId: z.optional(z.string()), ReadEndpoint: endpoint })),
          [],
        ),
      }),
    ),
    [],
  ),
});
export type ReplicationGroup = DeepReadonly<z.infer<typeof replicationGroupSchema>>;

/** `CacheNodes` is there when the call asked for `ShowCacheNodeInfo`. */
export const cacheClusterSchema = z.object({
  CacheClusterId: z.string(),
  ARN: z.optional(z.string()),
  CacheClusterStatus: z.optional(z.string()),
  ReplicationGroupId: z.optional(z.string()),
  CacheSubnetGroupName: z.optional(z.string()),
  ConfigurationEndpoint: endpoint,
  CacheNodes: z.optional(
    z.array(z.object({ CacheNodeId: z.optional(z.string()), Endpoint: endpoint })),
  ),
  SecurityGroups: z._default(
    z.array(z.object({ SecurityGroupId: z.string(), Status: z.optional(z.string()) })),
    [],
  ),
});
export type CacheCluster = DeepReadonly<z.infer<typeof cacheClusterSchema>>;

export const serverlessCacheSchema = z.object({
  ServerlessCacheName: z.string(),
  ARN: z.optional(z.string()),
  Status: z.optional(z.string()),
  Endpoint: endpoint,
  ReaderEndpoint: endpoint,
  SecurityGroupIds: z._default(z.array(z.string()), []),
  SubnetIds: z._default(z.array(z.string()), []),
});
export type ServerlessCache = DeepReadonly<z.infer<typeof serverlessCacheSchema>>;

export const cacheSubnetGroupSchema = z.object({
  CacheSubnetGroupName: z.string(),
  ARN: z.optional(z.string()),
  VpcId: z.optional(z.string()),
  Subnets: z._default(z.array(z.object({ SubnetIdentifier: z.string() })), []),
});
export type CacheSubnetGroup = DeepReadonly<z.infer<typeof cacheSubnetGroupSchema>>;
