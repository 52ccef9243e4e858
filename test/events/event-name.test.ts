import { describe, expect, it } from 'vitest';
import {
  eventBridgeSource,
  eventNameFilters,
  findChangeRow,
  withoutVersion,
} from '../../shared/events/event-name.ts';

describe('withoutVersion', () => {
  it.each([
    ['CreateFunction20150331', 'CreateFunction'],
    ['UpdateFunctionConfiguration20150331v2', 'UpdateFunctionConfiguration'],
    ['GetFunctionCodeSigningConfig', 'GetFunctionCodeSigningConfig'],
    ['PublishLayerVersion20181031', 'PublishLayerVersion'],
    ['CreateFunction2020_05_31', 'CreateFunction'],
    ['CreateFunction20', 'CreateFunction20'],
    ['20150331', '20150331'],
  ])('%s is %s', (raw, name) => {
    expect(withoutVersion(raw)).toBe(name);
  });
});

describe('findChangeRow', () => {
  it.each([
    ['lambda', 'CreateFunction', 'function'],
    ['lambda', 'CreateFunction20150331', 'function'],
    ['lambda', 'CreateFunction20991231v9', 'function'],
    ['lambda', 'DeleteFunction20150331', 'function'],
    ['lambda', 'UntagResource20170331v2', 'function'],
    ['lambda', 'PublishVersion20150331', 'function-version'],
    ['lambda', 'PutProvisionedConcurrencyConfig', 'function-version'],
    ['lambda', 'UpdateFunctionCode20150331v2', 'function-code'],
    ['lambda', 'PutFunctionEventInvokeConfig', 'function-event-source'],
    ['lambda', 'DeleteCapacityProvider20251130', 'capacity-provider'],
    ['ec2', 'CreateRoute', 'route'],
    ['ec2', 'CreateRouteTable', 'route'],
    ['ec2', 'CreateVpcEndpoint', 'vpc-endpoint'],
    ['ec2', 'DeleteVpcEndpoints', 'vpc-endpoint'],
    ['ec2', 'DeleteVpc', 'vpc'],
    ['iam', 'DeletePolicy', 'role'],
    ['organizations', 'DeletePolicy', 'organization-policy'],
    ['rds', 'CreateDBInstanceReadReplica', 'database'],
    ['rds', 'RebootDBCluster', 'database'],
    ['elasticache', 'DeleteServerlessCache', 'database'],
    ['redshift', 'ModifyClusterIamRoles', 'database'],
    ['elasticfilesystem', 'DeleteMountTarget', 'file-system'],
  ])('%s %s is a change of kind %s', (service, eventName, kind) => {
    expect(findChangeRow(`${service}.amazonaws.com`, eventName)?.kind).toBe(kind);
  });

  it.each([
    ['lambda', 'CreateFunctionUrlConfig'],
    ['lambda', 'DeleteFunctionConcurrency20171031'],
    ['lambda', 'PutFunctionConcurrency20171031'],
    ['lambda', 'DeleteFunctionCodeSigningConfig'],
    ['lambda', 'UpdateFunctionUrlConfig'],
    ['lambda', 'UpdateCapacityProvider'],
    ['lambda', 'PublishLayerVersion20181031'],
    ['lambda', 'createfunction'],
    ['lambda', 'XCreateFunction20150331'],
    ['ec2', 'CreateRoute20161115'],
    ['ec2', 'CreateRouteServer'],
    ['ec2', 'CreateVpcEndpointServiceConfiguration'],
    ['ec2', 'CreateVpcEndpointConnectionNotification'],
    ['ec2', 'ModifyVpcEndpointServicePermissions'],
    ['ec2', 'DeleteVpcPeeringConnections'],
    ['ec2', 'CreateSecurityGroup'],
    ['ec2', 'CreateTags'],
    ['cloudfront', 'CreateFunction'],
    ['cloudfront', 'CreateFunction20200531'],
    ['apigateway', 'CreateRoute'],
    ['appmesh', 'CreateRoute'],
    ['es', 'CreateVpcEndpoint'],
    ['iam', 'AttachUserPolicy'],
    ['iam', 'UpdateAssumeRolePolicy'],
    ['rds', 'CreateOptionGroup'],
    ['rds', 'DescribeDBInstances'],
    ['elasticfilesystem', 'CreateMountTargets'],
  ])('%s %s is no change', (service, eventName) => {
    expect(findChangeRow(`${service}.amazonaws.com`, eventName)).toBeUndefined();
  });

  it('wants the whole source', () => {
    expect(findChangeRow('lambda', 'CreateFunction')).toBeUndefined();
    expect(findChangeRow('lambda.amazonaws.com.evil.example', 'CreateFunction')).toBeUndefined();
    expect(findChangeRow('__proto__', 'constructor')).toBeUndefined();
  });
});

describe('eventNameFilters', () => {
  it('takes a versioned name bare and with the beginning of a date, never as a bare prefix', () => {
    expect(
      eventNameFilters({
        kind: 'function',
        eventSource: 'lambda.amazonaws.com',
        fanOut: 'function',
        exact: ['PutProvisionedConcurrencyConfig'],
        dated: ['CreateFunction'],
        prefix: ['RebootDB'],
      }),
    ).toEqual([
      'PutProvisionedConcurrencyConfig',
      'CreateFunction',
      { prefix: 'CreateFunction20' },
      { prefix: 'RebootDB' },
    ]);
  });
});

describe('eventBridgeSource', () => {
  it.each([
    ['ec2.amazonaws.com', 'aws.ec2'],
    ['elasticfilesystem.amazonaws.com', 'aws.elasticfilesystem'],
  ])('of %s is %s', (eventSource, source) => {
    expect(eventBridgeSource(eventSource)).toBe(source);
  });
});
