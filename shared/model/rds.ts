import * as z from 'zod/mini';
import type { DeepReadonly } from './schema.ts';

/**
 * What RDS answers, in its own names (https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/).
 * DescribeDBInstances and DescribeDBClusters answer for DocumentDB and Neptune too.
 */

const vpcSecurityGroups = z._default(
  z.array(z.object({ VpcSecurityGroupId: z.string(), Status: z.optional(z.string()) })),
  [],
);

const subnets = z._default(z.array(z.object({ SubnetIdentifier: z.string() })), []);

export const dbInstanceSchema = z.object({
  DBInstanceIdentifier: z.string(),
  DBInstanceArn: z.string(),
  DBInstanceStatus: z.optional(z.string()),
  DBClusterIdentifier: z.optional(z.string()),
  Engine: z.optional(z.string()),
  /** Absent until the instance has been created. */
  Endpoint: z.optional(z.object({ Address: z.optional(z.string()), Port: z.optional(z.int()) })),
  VpcSecurityGroups: vpcSecurityGroups,
  DBSubnetGroup: z.optional(
    z.object({
      DBSubnetGroupName: z.optional(z.string()),
      VpcId: z.optional(z.string()),
      Subnets: subnets,
    }),
  ),
  PubliclyAccessible: z.optional(z.boolean()),
});
export type DBInstance = DeepReadonly<z.infer<typeof dbInstanceSchema>>;

/** A cluster names its subnet group and says nothing of its VPC. */
export const dbClusterSchema = z.object({
  DBClusterIdentifier: z.string(),
  DBClusterArn: z.string(),
  Status: z.optional(z.string()),
  Engine: z.optional(z.string()),
  Endpoint: z.optional(z.string()),
  ReaderEndpoint: z.optional(z.string()),
  CustomEndpoints: z._default(z.array(z.string()), []),
  Port: z.optional(z.int()),
  VpcSecurityGroups: vpcSecurityGroups,
  DBSubnetGroup: z.optional(z.string()),
  DBClusterMembers: z._default(
    z.array(
      z.object({ DBInstanceIdentifier: z.string(), IsClusterWriter: z.optional(z.boolean()) }),
    ),
    [],
  ),
  PubliclyAccessible: z.optional(z.boolean()),
});
export type DBCluster = DeepReadonly<z.infer<typeof dbClusterSchema>>;

export const dbProxySchema = z.object({
  DBProxyName: z.string(),
  DBProxyArn: z.string(),
  Status: z.optional(z.string()),
  EngineFamily: z.optional(z.string()),
  VpcId: z.optional(z.string()),
  VpcSecurityGroupIds: z._default(z.array(z.string()), []),
  VpcSubnetIds: z._default(z.array(z.string()), []),
  Endpoint: z.optional(z.string()),
});
export type DBProxy = DeepReadonly<z.infer<typeof dbProxySchema>>;

export const dbSubnetGroupSchema = z.object({
  DBSubnetGroupName: z.string(),
  DBSubnetGroupArn: z.optional(z.string()),
  VpcId: z.optional(z.string()),
  Subnets: subnets,
});
export type DBSubnetGroup = DeepReadonly<z.infer<typeof dbSubnetGroupSchema>>;
