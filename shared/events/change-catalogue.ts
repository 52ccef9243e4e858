import type { ChangeRow } from './change-kind.ts';
import { EC2_CHANGES } from './ec2-changes.ts';

export type { ChangeKind } from './change-kind.ts';

/**
 * The calls that can change a verdict, as CloudTrail names them. Plain data: the deployed event
 * patterns, the parsing of events and the scope of a change all follow from it.
 *
 * Lambda's names carry API versions that are no stable contract, hence `dated`:
 * https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html
 */
export const CHANGE_CATALOGUE: readonly ChangeRow[] = [
  {
    kind: 'function',
    eventSource: 'lambda.amazonaws.com',
    fanOut: 'function',
    dated: [
      'CreateFunction',
      'UpdateFunctionConfiguration',
      'DeleteFunction',
      'TagResource',
      'UntagResource',
    ],
  },
  {
    kind: 'function-version',
    eventSource: 'lambda.amazonaws.com',
    fanOut: 'function',
    exact: ['PutProvisionedConcurrencyConfig', 'DeleteProvisionedConcurrencyConfig'],
    dated: ['PublishVersion', 'CreateAlias', 'UpdateAlias', 'DeleteAlias'],
  },
  {
    kind: 'function-code',
    eventSource: 'lambda.amazonaws.com',
    fanOut: 'function',
    dated: ['UpdateFunctionCode'],
  },
  {
    kind: 'function-event-source',
    eventSource: 'lambda.amazonaws.com',
    fanOut: 'function',
    dated: [
      'CreateEventSourceMapping',
      'UpdateEventSourceMapping',
      'DeleteEventSourceMapping',
      'PutFunctionEventInvokeConfig',
      'UpdateFunctionEventInvokeConfig',
      'DeleteFunctionEventInvokeConfig',
    ],
  },
  {
    // UpdateCapacityProvider can change neither subnets nor security groups.
    kind: 'capacity-provider',
    eventSource: 'lambda.amazonaws.com',
    fanOut: 'functions-of-capacity-provider',
    dated: ['CreateCapacityProvider', 'DeleteCapacityProvider'],
  },
  ...EC2_CHANGES,
  {
    kind: 'role',
    eventSource: 'iam.amazonaws.com',
    fanOut: 'functions-of-role',
    exact: [
      'PutRolePolicy',
      'DeleteRolePolicy',
      'AttachRolePolicy',
      'DetachRolePolicy',
      'PutRolePermissionsBoundary',
      'DeleteRolePermissionsBoundary',
      'DeleteRole',
    ],
  },
  {
    kind: 'role',
    eventSource: 'iam.amazonaws.com',
    fanOut: 'functions-of-managed-policy',
    exact: [
      'CreatePolicyVersion',
      'SetDefaultPolicyVersion',
      'DeletePolicyVersion',
      'DeletePolicy',
    ],
  },
  {
    kind: 'organization-policy',
    eventSource: 'organizations.amazonaws.com',
    fanOut: 'organization',
    exact: ['AttachPolicy', 'DetachPolicy', 'UpdatePolicy', 'CreatePolicy', 'DeletePolicy'],
  },
  {
    kind: 'hosted-zone',
    eventSource: 'route53.amazonaws.com',
    fanOut: 'associated-vpcs',
    exact: [
      'AssociateVPCWithHostedZone',
      'DisassociateVPCFromHostedZone',
      'ChangeResourceRecordSets',
      'CreateHostedZone',
      'DeleteHostedZone',
    ],
  },
  {
    kind: 'route53-profile',
    eventSource: 'route53profiles.amazonaws.com',
    fanOut: 'associated-vpcs',
    exact: [
      'AssociateProfile',
      'DisassociateProfile',
      'AssociateResourceToProfile',
      'DisassociateResourceFromProfile',
    ],
  },
  {
    kind: 'resolver-rule',
    eventSource: 'route53resolver.amazonaws.com',
    fanOut: 'associated-vpcs',
    exact: ['AssociateResolverRule', 'DisassociateResolverRule'],
  },
  {
    // The prefixes end at the noun: a bare "Create" would also deliver every snapshot and option group.
    kind: 'database',
    eventSource: 'rds.amazonaws.com',
    fanOut: 'functions-naming-resource',
    prefix: [
      'CreateDBInstance',
      'ModifyDBInstance',
      'DeleteDBInstance',
      'CreateDBCluster',
      'ModifyDBCluster',
      'DeleteDBCluster',
      'CreateDBProxy',
      'ModifyDBProxy',
      'DeleteDBProxy',
      'RebootDB',
      'StartDB',
      'StopDB',
    ],
  },
  {
    kind: 'database',
    eventSource: 'elasticache.amazonaws.com',
    fanOut: 'functions-naming-resource',
    prefix: [
      'CreateCacheCluster',
      'ModifyCacheCluster',
      'DeleteCacheCluster',
      'CreateReplicationGroup',
      'ModifyReplicationGroup',
      'DeleteReplicationGroup',
      'CreateServerlessCache',
      'ModifyServerlessCache',
      'DeleteServerlessCache',
    ],
  },
  {
    kind: 'database',
    eventSource: 'redshift.amazonaws.com',
    fanOut: 'functions-naming-resource',
    prefix: ['CreateCluster', 'ModifyCluster', 'DeleteCluster'],
  },
  {
    kind: 'file-system',
    eventSource: 'elasticfilesystem.amazonaws.com',
    fanOut: 'functions-naming-resource',
    exact: ['ModifyMountTargetSecurityGroups', 'CreateMountTarget', 'DeleteMountTarget'],
  },
  {
    kind: 'resource-share',
    eventSource: 'ram.amazonaws.com',
    fanOut: 'shared-subnets',
    exact: ['AssociateResourceShare', 'DisassociateResourceShare'],
  },
];
