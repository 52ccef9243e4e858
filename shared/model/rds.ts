import * as z from 'zod';
import type { DeepReadonly } from './schema.ts';

/**
 * What RDS answers, in its own names (https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/).
 * DescribeDBInstances and DescribeDBClusters answer for DocumentDB and Neptune too.
 */

const vpcSecurityGroups = z
  .array(z.object({ VpcSecurityGroupId: z.string(), Status: z.string().optional() }))
  .default([]);

const subnets = z.array(z.object({ SubnetIdentifier: z.string() })).default([]);

export const dbInstanceSchema = z.object({
  DBInstanceIdentifier: z.string(),
  DBInstanceArn: z.string(),
  DBInstanceStatus: z.string().optional(),
  DBClusterIdentifier: z.string().optional(),
  Engine: z.string().optional(),
  /** Absent until the instance has been created. */
  Endpoint: z
    .object({ Address: z.string().optional(), Port: z.number().int().optional() })
    .optional(),
  VpcSecurityGroups: vpcSecurityGroups,
  DBSubnetGroup: z
    .object({
      DBSubnetGroupName: z.string().optional(),
      VpcId: z.string().optional(),
      Subnets: subnets,
    })
    .optional(),
  PubliclyAccessible: z.boolean().optional(),
});
export type DBInstance = DeepReadonly<z.infer<typeof dbInstanceSchema>>;

/** A cluster names its subnet group and says nothing of its VPC. */
export const dbClusterSchema = z.object({
  DBClusterIdentifier: z.string(),
  DBClusterArn: z.string(),
  Status: z.string().optional(),
  Engine: z.string().optional(),
  Endpoint: z.string().optional(),
  ReaderEndpoint: z.string().optional(),
  CustomEndpoints: z.array(z.string()).default([]),
  Port: z.number().int().optional(),
  VpcSecurityGroups: vpcSecurityGroups,
  DBSubnetGroup: z.string().optional(),
  DBClusterMembers: z
    .array(z.object({ DBInstanceIdentifier: z.string(), IsClusterWriter: z.boolean().optional() }))
    .default([]),
  PubliclyAccessible: z.boolean().optional(),
});
export type DBCluster = DeepReadonly<z.infer<typeof dbClusterSchema>>;

export const dbProxySchema = z.object({
  DBProxyName: z.string(),
  DBProxyArn: z.string(),
  Status: z.string().optional(),
  EngineFamily: z.string().optional(),
  VpcId: z.string().optional(),
  VpcSecurityGroupIds: z.array(z.string()).default([]),
  VpcSubnetIds: z.array(z.string()).default([]),
  Endpoint: z.string().optional(),
});
export type DBProxy = DeepReadonly<z.infer<typeof dbProxySchema>>;

export const dbSubnetGroupSchema = z.object({
  DBSubnetGroupName: z.string(),
  DBSubnetGroupArn: z.string().optional(),
  VpcId: z.string().optional(),
  Subnets: subnets,
});
export type DBSubnetGroup = DeepReadonly<z.infer<typeof dbSubnetGroupSchema>>;
