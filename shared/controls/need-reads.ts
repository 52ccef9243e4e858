/** What tells which flows a function needs and where they go, for every control that asks. */

/** The IAM actions that read what a function needs. */
export const NEED_ORIGIN_FACTS = [
  'lambda:ListTags',
  'lambda:GetFunctionConfiguration',
  'lambda:ListFunctionEventInvokeConfigs',
  'iam:GetRole',
  'iam:ListRolePolicies',
  'iam:GetRolePolicy',
  'iam:ListAttachedRolePolicies',
  'iam:GetPolicy',
  'iam:GetPolicyVersion',
] as const;

/** The changes that can give a function another need. */
export const NEED_ORIGIN_CHANGES = ['function-event-source', 'role'] as const;

/** The IAM actions that read needs and the endpoints and resources that serve them. */
export const NEED_FACTS = [
  ...NEED_ORIGIN_FACTS,
  'ec2:DescribeVpcEndpoints',
  'ec2:DescribeVpcEndpointServices',
  'route53:ListHostedZonesByVPC',
  'route53:ListResourceRecordSets',
  'route53profiles:ListProfileAssociations',
  'route53profiles:ListProfileResourceAssociations',
  'route53resolver:ListResolverRuleAssociations',
  'route53resolver:GetResolverRule',
  'rds:DescribeDBInstances',
  'rds:DescribeDBClusters',
  'rds:DescribeDBProxies',
  'elasticache:DescribeReplicationGroups',
  'elasticache:DescribeCacheClusters',
  'elasticache:DescribeServerlessCaches',
  'elasticache:DescribeCacheSubnetGroups',
  'redshift:DescribeClusters',
  'redshift:DescribeClusterSubnetGroups',
  'elasticfilesystem:DescribeAccessPoints',
  'elasticfilesystem:DescribeMountTargets',
  'elasticfilesystem:DescribeMountTargetSecurityGroups',
] as const;

/** The changes that can give a function another need, or a need another destination. */
export const NEED_CHANGES = [
  ...NEED_ORIGIN_CHANGES,
  'vpc-endpoint',
  'hosted-zone',
  'route53-profile',
  'resolver-rule',
  'database',
  'file-system',
] as const;
