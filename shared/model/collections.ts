import type * as z from 'zod/mini';
import * as ec2 from './ec2.ts';
import * as efs from './efs.ts';
import * as elasticache from './elasticache.ts';
import * as iam from './iam.ts';
import * as lambda from './lambda.ts';
import * as organizations from './organizations.ts';
import * as rds from './rds.ts';
import * as redshift from './redshift.ts';
import * as route53 from './route53.ts';
import * as quotas from './service-quotas.ts';
import type { DeepReadonly } from './schema.ts';

/**
 * The collections of a snapshot. Each carries the name of the list in AWS's answer, by which a saved
 * answer is recognised, the call that reads it and how its items are found again.
 */

interface CollectionDefinition<S extends z.ZodMiniType> {
  readonly schema: S;
  /** The IAM action that reads the collection. */
  readonly call: string;
  /** What makes an item unique within the collection. */
  readonly id: (item: DeepReadonly<z.output<S>>) => string;
  /** The VPCs an item belongs to. */
  readonly vpcIds?: (item: DeepReadonly<z.output<S>>) => readonly (string | undefined)[];
  /** Top-level key of a call that answers a single item: `Quota` beside `Quotas`. */
  readonly single?: string;
  /**
   * Fields that AWS always answers and whose absence would read as an empty list: a route table without
   * routes. An item that was saved without one says nothing of it.
   */
  readonly answered?: readonly string[];
  /** Tells the items from those of another service that answers a list of the same name. */
  readonly recognises?: (item: unknown) => boolean;
}

function collection<S extends z.ZodMiniType>(definition: CollectionDefinition<S>) {
  return definition;
}

const ofVpc = (item: { readonly VpcId?: string | undefined }) => [item.VpcId];

export const COLLECTIONS = {
  Vpcs: collection({
    schema: ec2.vpcSchema,
    call: 'ec2:DescribeVpcs',
    id: (vpc) => vpc.VpcId,
    vpcIds: ofVpc,
  }),
  VpcAttributes: collection({
    schema: ec2.vpcAttributeSchema,
    call: 'ec2:DescribeVpcAttribute',
    id: (attribute) => attribute.VpcId,
    vpcIds: ofVpc,
  }),
  Subnets: collection({
    schema: ec2.subnetSchema,
    call: 'ec2:DescribeSubnets',
    id: (subnet) => subnet.SubnetId,
    vpcIds: ofVpc,
  }),
  RouteTables: collection({
    schema: ec2.routeTableSchema,
    call: 'ec2:DescribeRouteTables',
    answered: ['Associations', 'Routes'],
    id: (table) => table.RouteTableId,
    vpcIds: ofVpc,
  }),
  NatGateways: collection({
    schema: ec2.natGatewaySchema,
    call: 'ec2:DescribeNatGateways',
    id: (gateway) => gateway.NatGatewayId,
    vpcIds: ofVpc,
  }),
  InternetGateways: collection({
    schema: ec2.internetGatewaySchema,
    call: 'ec2:DescribeInternetGateways',
    answered: ['Attachments'],
    id: (gateway) => gateway.InternetGatewayId,
    vpcIds: (gateway) => gateway.Attachments.map((attachment) => attachment.VpcId),
  }),
  EgressOnlyInternetGateways: collection({
    schema: ec2.egressOnlyInternetGatewaySchema,
    call: 'ec2:DescribeEgressOnlyInternetGateways',
    id: (gateway) => gateway.EgressOnlyInternetGatewayId,
    vpcIds: (gateway) => gateway.Attachments.map((attachment) => attachment.VpcId),
  }),
  SecurityGroups: collection({
    schema: ec2.securityGroupSchema,
    call: 'ec2:DescribeSecurityGroups',
    answered: ['IpPermissions', 'IpPermissionsEgress'],
    id: (group) => group.GroupId,
    vpcIds: ofVpc,
  }),
  SecurityGroupVpcAssociations: collection({
    schema: ec2.securityGroupVpcAssociationSchema,
    call: 'ec2:DescribeSecurityGroupVpcAssociations',
    id: (association) => `${association.GroupId}/${association.VpcId}`,
    vpcIds: ofVpc,
  }),
  NetworkAcls: collection({
    schema: ec2.networkAclSchema,
    call: 'ec2:DescribeNetworkAcls',
    answered: ['Associations', 'Entries'],
    id: (acl) => acl.NetworkAclId,
    vpcIds: ofVpc,
  }),
  NetworkInterfaces: collection({
    schema: ec2.networkInterfaceSchema,
    call: 'ec2:DescribeNetworkInterfaces',
    id: (networkInterface) => networkInterface.NetworkInterfaceId,
    vpcIds: ofVpc,
  }),
  VpcEndpoints: collection({
    schema: ec2.vpcEndpointSchema,
    call: 'ec2:DescribeVpcEndpoints',
    answered: ['VpcId'],
    id: (endpoint) => endpoint.VpcEndpointId,
    vpcIds: ofVpc,
  }),
  ServiceDetails: collection({
    schema: ec2.serviceDetailSchema,
    call: 'ec2:DescribeVpcEndpointServices',
    id: (service) => `${service.ServiceName}/${service.ServiceRegion ?? ''}`,
  }),
  VpcPeeringConnections: collection({
    schema: ec2.vpcPeeringConnectionSchema,
    call: 'ec2:DescribeVpcPeeringConnections',
    id: (connection) => connection.VpcPeeringConnectionId,
    vpcIds: (connection) => [connection.RequesterVpcInfo.VpcId, connection.AccepterVpcInfo.VpcId],
  }),
  PrefixLists: collection({
    schema: ec2.prefixListSchema,
    call: 'ec2:DescribePrefixLists',
    id: (list) => list.PrefixListId,
  }),
  AvailabilityZones: collection({
    schema: ec2.availabilityZoneSchema,
    call: 'ec2:DescribeAvailabilityZones',
    id: (zone) => zone.ZoneId ?? zone.ZoneName,
  }),
  DhcpOptions: collection({
    schema: ec2.dhcpOptionsSchema,
    call: 'ec2:DescribeDhcpOptions',
    id: (options) => options.DhcpOptionsId,
  }),
  VpcBlockPublicAccessOptions: collection({
    schema: ec2.vpcBlockPublicAccessOptionsSchema,
    call: 'ec2:DescribeVpcBlockPublicAccessOptions',
    id: (options) => options.AwsRegion ?? '',
    single: 'VpcBlockPublicAccessOptions',
  }),
  VpcBlockPublicAccessExclusions: collection({
    schema: ec2.vpcBlockPublicAccessExclusionSchema,
    call: 'ec2:DescribeVpcBlockPublicAccessExclusions',
    id: (exclusion) => exclusion.ExclusionId,
  }),
  TransitGatewayVpcAttachments: collection({
    schema: ec2.transitGatewayVpcAttachmentSchema,
    call: 'ec2:DescribeTransitGatewayVpcAttachments',
    id: (attachment) => attachment.TransitGatewayAttachmentId,
    vpcIds: ofVpc,
  }),
  Instances: collection({
    schema: ec2.instanceSchema,
    call: 'ec2:DescribeInstances',
    id: (instance) => instance.InstanceId,
    vpcIds: ofVpc,
  }),
  Functions: collection({
    schema: lambda.functionSchema,
    call: 'lambda:ListFunctions',
    id: (configuration) => configuration.FunctionArn,
  }),
  Aliases: collection({
    schema: lambda.aliasSchema,
    call: 'lambda:ListAliases',
    id: (alias) => alias.AliasArn,
  }),
  ProvisionedConcurrencyConfigs: collection({
    schema: lambda.provisionedConcurrencyConfigSchema,
    call: 'lambda:ListProvisionedConcurrencyConfigs',
    id: (config) => config.FunctionArn,
  }),
  EventSourceMappings: collection({
    schema: lambda.eventSourceMappingSchema,
    call: 'lambda:ListEventSourceMappings',
    id: (mapping) => mapping.UUID,
  }),
  FunctionEventInvokeConfigs: collection({
    schema: lambda.functionEventInvokeConfigSchema,
    call: 'lambda:ListFunctionEventInvokeConfigs',
    id: (config) => config.FunctionArn,
  }),
  CapacityProviders: collection({
    schema: lambda.capacityProviderSchema,
    call: 'lambda:GetCapacityProvider',
    id: (provider) => provider.CapacityProviderArn,
    single: 'CapacityProvider',
  }),
  DBInstances: collection({
    schema: rds.dbInstanceSchema,
    call: 'rds:DescribeDBInstances',
    answered: ['VpcSecurityGroups'],
    id: (instance) => instance.DBInstanceArn,
    vpcIds: (instance) => [instance.DBSubnetGroup?.VpcId],
  }),
  DBClusters: collection({
    schema: rds.dbClusterSchema,
    call: 'rds:DescribeDBClusters',
    id: (cluster) => cluster.DBClusterArn,
  }),
  DBProxies: collection({
    schema: rds.dbProxySchema,
    call: 'rds:DescribeDBProxies',
    id: (proxy) => proxy.DBProxyArn,
    vpcIds: ofVpc,
  }),
  DBSubnetGroups: collection({
    schema: rds.dbSubnetGroupSchema,
    call: 'rds:DescribeDBSubnetGroups',
    id: (group) => group.DBSubnetGroupArn ?? group.DBSubnetGroupName,
    vpcIds: ofVpc,
  }),
  ReplicationGroups: collection({
    schema: elasticache.replicationGroupSchema,
    call: 'elasticache:DescribeReplicationGroups',
    id: (group) => group.ARN ?? group.ReplicationGroupId,
  }),
  CacheClusters: collection({
    schema: elasticache.cacheClusterSchema,
    call: 'elasticache:DescribeCacheClusters',
    id: (cluster) => cluster.ARN ?? cluster.CacheClusterId,
  }),
  ServerlessCaches: collection({
    schema: elasticache.serverlessCacheSchema,
    call: 'elasticache:DescribeServerlessCaches',
    id: (cache) => cache.ARN ?? cache.ServerlessCacheName,
  }),
  CacheSubnetGroups: collection({
    schema: elasticache.cacheSubnetGroupSchema,
    call: 'elasticache:DescribeCacheSubnetGroups',
    id: (group) => group.ARN ?? group.CacheSubnetGroupName,
    vpcIds: ofVpc,
  }),
  Clusters: collection({
    schema: redshift.clusterSchema,
    call: 'redshift:DescribeClusters',
    id: (cluster) => cluster.ClusterNamespaceArn ?? cluster.ClusterIdentifier,
    vpcIds: ofVpc,
    recognises: redshift.isRedshiftCluster,
  }),
  ClusterSubnetGroups: collection({
    schema: redshift.clusterSubnetGroupSchema,
    call: 'redshift:DescribeClusterSubnetGroups',
    id: (group) => group.ClusterSubnetGroupName,
    vpcIds: ofVpc,
  }),
  AccessPoints: collection({
    schema: efs.accessPointSchema,
    call: 'elasticfilesystem:DescribeAccessPoints',
    id: (accessPoint) => accessPoint.AccessPointArn,
    recognises: efs.isFileSystemAccessPoint,
  }),
  MountTargets: collection({
    schema: efs.mountTargetSchema,
    call: 'elasticfilesystem:DescribeMountTargets',
    id: (target) => target.MountTargetId,
    vpcIds: ofVpc,
  }),
  HostedZoneSummaries: collection({
    schema: route53.hostedZoneSummarySchema,
    call: 'route53:ListHostedZonesByVPC',
    id: (zone) => `${zone.HostedZoneId}/${zone.VPCId ?? ''}`,
    vpcIds: (zone) => [zone.VPCId],
  }),
  ResourceRecordSets: collection({
    schema: route53.resourceRecordSetSchema,
    call: 'route53:ListResourceRecordSets',
    id: (set) => [set.HostedZoneId ?? '', set.Name, set.Type, set.SetIdentifier ?? ''].join('/'),
  }),
  ProfileAssociations: collection({
    schema: route53.profileAssociationSchema,
    call: 'route53profiles:ListProfileAssociations',
    id: (association) => association.Id,
    vpcIds: (association) => [association.ResourceId],
  }),
  ProfileResourceAssociations: collection({
    schema: route53.profileResourceAssociationSchema,
    call: 'route53profiles:ListProfileResourceAssociations',
    id: (association) => association.Id,
  }),
  ResolverRuleAssociations: collection({
    schema: route53.resolverRuleAssociationSchema,
    call: 'route53resolver:ListResolverRuleAssociations',
    id: (association) => association.Id,
    vpcIds: (association) => [association.VPCId],
  }),
  ResolverRules: collection({
    schema: route53.resolverRuleSchema,
    call: 'route53resolver:GetResolverRule',
    id: (rule) => rule.Id,
    single: 'ResolverRule',
  }),
  RoleDetailList: collection({
    schema: iam.roleDetailSchema,
    call: 'iam:GetRole',
    id: (role) => role.Arn,
  }),
  UserDetailList: collection({
    schema: iam.userDetailSchema,
    call: 'iam:GetUser',
    id: (user) => user.Arn,
  }),
  GroupDetailList: collection({
    schema: iam.groupDetailSchema,
    call: 'iam:GetGroup',
    id: (group) => group.Arn,
  }),
  Policies: collection({
    schema: iam.managedPolicySchema,
    call: 'iam:GetPolicyVersion',
    id: (policy) => policy.Arn,
  }),
  ServiceControlPolicies: collection({
    schema: organizations.serviceControlPolicySchema,
    call: 'organizations:DescribePolicy',
    id: (policy) => policy.PolicySummary.Id,
    single: 'Policy',
    recognises: organizations.isServiceControlPolicy,
  }),
  Quotas: collection({
    schema: quotas.serviceQuotaSchema,
    call: 'servicequotas:GetServiceQuota',
    id: (quota) => quota.QuotaCode,
    single: 'Quota',
  }),
} as const;

export type CollectionName = keyof typeof COLLECTIONS;

/** One item of a collection, read-only, in the shape AWS answers it. */
export type Item<K extends CollectionName> = DeepReadonly<
  z.output<(typeof COLLECTIONS)[K]['schema']>
>;

export const COLLECTION_NAMES = Object.keys(COLLECTIONS) as readonly CollectionName[];

/** What a narrow reading reads VPC by VPC. The others are the region's or the account's. */
export const VPC_COLLECTIONS: ReadonlySet<CollectionName> = new Set([
  'Vpcs',
  'VpcAttributes',
  'Subnets',
  'RouteTables',
  'NatGateways',
  'InternetGateways',
  'EgressOnlyInternetGateways',
  'SecurityGroups',
  'NetworkAcls',
  'NetworkInterfaces',
  'VpcEndpoints',
  'HostedZoneSummaries',
]);
