import type { ChangeKind } from '../../shared/events/change-kind.ts';

/** What became of the call, and so whether the deployed rules deliver it. */
export type Outcome =
  | 'matched'
  | 'not-followed'
  | 'read-only'
  /** The error code of the call. */
  | { readonly failed: string }
  | { readonly dryRun: string }
  | { readonly readOnlyFailed: string };

export interface RecordedExpectation {
  readonly file: string;
  /** Without version. */
  readonly eventName: string;
  readonly kind: ChangeKind | undefined;
  readonly outcome: Outcome;
  /** In any order. */
  readonly ids: readonly string[];
}

type Row = readonly [
  file: string,
  eventName: string,
  kind: ChangeKind | '',
  outcome: Outcome,
  ids: readonly string[],
];

const UNAUTHORIZED = { failed: 'Client.UnauthorizedOperation' } as const;
const DENIED = { failed: 'AccessDenied' } as const;

const lambdaArn = (region: string, account: string, name: string) =>
  `arn:aws:lambda:${region}:${account}:function:${name}`;
const roleArn = (account: string, path: string) => `arn:aws:iam::${account}:role/${path}`;
const managedPolicy = (name: string) => `arn:aws:iam::aws:policy/${name}`;

/** Read off each record by hand; the file's name is the recorded event's, less `.json`. */
// prettier-ignore
const ROWS: readonly Row[] = [
  ['ec2-AllocateAddress-invictus', 'AllocateAddress', '', 'not-followed', ['eipalloc-08a083beb7e83dbc0']],
  ['ec2-AllocateAddress-spotlight', 'AllocateAddress', '', 'not-followed', ['eipalloc-044e12137f28d65f6']],
  ['ec2-AssociateRouteTable-invictus', 'AssociateRouteTable', 'route', 'matched', ['rtb-0c7c2f4aff3677054', 'subnet-01ed430875cff578d', 'rtbassoc-0b911e98f29251a51']],
  ['ec2-AttachInternetGateway-invictus', 'AttachInternetGateway', 'internet-gateway', 'matched', ['igw-02a84e4222d62e16b', 'vpc-06fe1a64761a0f720']],
  ['ec2-AuthorizeSecurityGroupEgress-FAILED-Client_UnauthorizedOperation-traildiscover', 'AuthorizeSecurityGroupEgress', 'security-group', UNAUTHORIZED, ['sg-1a2b3c4d']],
  ['ec2-AuthorizeSecurityGroupEgress-elastic', 'AuthorizeSecurityGroupEgress', 'security-group', 'matched', ['sg-038ccc3a1f7b05f42', 'sgr-02bdc373eac599585']],
  ['ec2-AuthorizeSecurityGroupEgress-invictus', 'AuthorizeSecurityGroupEgress', 'security-group', 'matched', ['sg-04cfb7a4712d75b00', 'sgr-035a6016fe8ef01c5', 'sgr-08d9fb7a2d678c6e8']],
  ['ec2-AuthorizeSecurityGroupIngress-FAILED-Client_UnauthorizedOperation-traildiscover', 'AuthorizeSecurityGroupIngress', 'security-group', UNAUTHORIZED, ['sg-0683fcf7a41c82593']],
  ['ec2-AuthorizeSecurityGroupIngress-invictus', 'AuthorizeSecurityGroupIngress', 'security-group', 'matched', ['sg-04cfb7a4712d75b00', 'sgr-0bb31cddb2c27f401']],
  ['ec2-AuthorizeSecurityGroupIngress-panther', 'AuthorizeSecurityGroupIngress', 'security-group', 'matched', ['sg-0d921df5d84f7270a']],
  ['ec2-AuthorizeSecurityGroupIngress-stratus', 'AuthorizeSecurityGroupIngress', 'security-group', 'matched', ['sg-003dc7f1f1c686164', 'sgr-09b3e3d2ca1edf2a2']],
  ['ec2-CreateDefaultVpc-FAILED-Client_UnauthorizedOperation-traildiscover', 'CreateDefaultVpc', '', UNAUTHORIZED, []],
  ['ec2-CreateFlowLogs-invictus', 'CreateFlowLogs', '', 'not-followed', ['vpc-0255d384b4b458b46', 'fl-064ed3a785e4a37ef']],
  ['ec2-CreateInternetGateway-invictus', 'CreateInternetGateway', '', 'not-followed', ['igw-02a84e4222d62e16b']],
  ['ec2-CreateInternetGateway-spotlight', 'CreateInternetGateway', '', 'not-followed', ['igw-0cc6844795cc3e71e']],
  ['ec2-CreateNatGateway-invictus', 'CreateNatGateway', 'nat-gateway', 'matched', ['eipalloc-08a083beb7e83dbc0', 'subnet-01ed430875cff578d', 'vpc-06fe1a64761a0f720', 'nat-03575abbac42080d9']],
  ['ec2-CreateNetworkAclEntry-FAILED-Client_UnauthorizedOperation-traildiscover', 'CreateNetworkAclEntry', 'network-acl', UNAUTHORIZED, ['acl-5fb85d36']],
  ['ec2-CreateNetworkAclEntry-splunk', 'CreateNetworkAclEntry', 'network-acl', 'matched', ['acl-078ccebebcbabe175']],
  ['ec2-CreateNetworkInterface-invictus', 'CreateNetworkInterface', '', 'not-followed', ['subnet-0ed352584ab4aa265', 'eni-076fa9fb98a2500a7', 'vpc-06fe1a64761a0f720', 'sg-0b233157065b7d5e2']],
  ['ec2-CreateRoute-FAILED-Client_UnauthorizedOperation-traildiscover', 'CreateRoute', 'route', UNAUTHORIZED, []],
  ['ec2-CreateRoute-invictus', 'CreateRoute', 'route', 'matched', ['rtb-0c7c2f4aff3677054', 'igw-02a84e4222d62e16b']],
  ['ec2-CreateRouteTable-invictus', 'CreateRouteTable', 'route', 'matched', ['vpc-06fe1a64761a0f720', 'rtb-0c7c2f4aff3677054']],
  ['ec2-CreateRouteTable-spotlight', 'CreateRouteTable', 'route', 'matched', ['vpc-08f77b07c34029b7a', 'rtb-0eefcfcc620d67b94']],
  ['ec2-CreateSecurityGroup-FAILED-Client_UnauthorizedOperation-traildiscover', 'CreateSecurityGroup', '', UNAUTHORIZED, []],
  ['ec2-CreateSecurityGroup-invictus', 'CreateSecurityGroup', '', 'not-followed', ['vpc-0e568b18707c87afa', 'sg-04cfb7a4712d75b00']],
  ['ec2-CreateSecurityGroup-panther', 'CreateSecurityGroup', '', 'not-followed', ['vpc-a1a044c7', 'sg-04d018d184a18f647']],
  ['ec2-CreateSecurityGroup-permiso', 'CreateSecurityGroup', '', 'not-followed', ['vpc-db0c0ffee56bc40db', 'sg-db0c0ffeec0e67ce0']],
  ['ec2-CreateSecurityGroup-plaso', 'CreateSecurityGroup', '', 'not-followed', ['vpc-0123456789012345', 'sg-01234567890123456']],
  ['ec2-CreateSecurityGroup-spotlight', 'CreateSecurityGroup', '', 'not-followed', ['vpc-03b8c9737eeda7dc0', 'sg-07111150655b49758']],
  ['ec2-CreateSubnet-invictus', 'CreateSubnet', 'subnet', 'matched', ['vpc-06fe1a64761a0f720', 'subnet-01ed430875cff578d']],
  ['ec2-CreateSubnet-spotlight', 'CreateSubnet', 'subnet', 'matched', ['vpc-03b8c9737eeda7dc0', 'subnet-0d840b9ab96eb41ca']],
  ['ec2-CreateTags-invictus', 'CreateTags', '', 'not-followed', ['ami-0aa1d83d0b0985c86']],
  ['ec2-CreateVpc-FAILED-Client_VpcLimitExceeded-invictus', 'CreateVpc', '', { failed: 'Client.VpcLimitExceeded' }, []],
  ['ec2-CreateVpc-invictus', 'CreateVpc', '', 'not-followed', ['vpc-06fe1a64761a0f720', 'vpc-cidr-assoc-01a3c97bf2a2efa11', 'dopt-0ef51062810f8ca7b']],
  ['ec2-CreateVpc-spotlight', 'CreateVpc', '', 'not-followed', ['vpc-0bda49e0068536141', 'vpc-cidr-assoc-01d51fff36d4b7d43', 'dopt-46978c21']],
  ['ec2-CreateVpcEndpoint-Interface-2subnets-spotlight', 'CreateVpcEndpoint', 'vpc-endpoint', 'matched', ['vpc-0f1e12c219f232b46', 'sg-02c8769865262abbd', 'subnet-0463e28fe18a6f599', 'subnet-02f400a0a5738ef8a', 'vpce-0ef9277730bf26b70', 'eni-0ad9dd876949a032c', 'eni-078adb854b644fe44']],
  ['ec2-CreateVpcPeeringConnection-spotlight', 'CreateVpcPeeringConnection', 'peering', 'matched', ['vpc-0abb2b264409f1b26', 'vpc-08f77b07c34029b7a', 'pcx-09cc395f56ffead9e']],
  ['ec2-DeleteFlowLogs-FAILED-Client_InvalidParameterValue-traildiscover', 'DeleteFlowLogs', '', { failed: 'Client.InvalidParameterValue' }, []],
  ['ec2-DeleteFlowLogs-invictus', 'DeleteFlowLogs', '', 'not-followed', ['fl-064ed3a785e4a37ef']],
  ['ec2-DeleteFlowLogs-stratus', 'DeleteFlowLogs', '', 'not-followed', ['fl-0e17aa62a21d4bbfe']],
  ['ec2-DeleteInternetGateway-invictus', 'DeleteInternetGateway', 'internet-gateway', 'matched', ['igw-040b2274c4a167722']],
  ['ec2-DeleteInternetGateway-spotlight', 'DeleteInternetGateway', 'internet-gateway', 'matched', ['igw-0cc6844795cc3e71e']],
  ['ec2-DeleteNatGateway-invictus', 'DeleteNatGateway', 'nat-gateway', 'matched', ['nat-0dd264ee104155137']],
  ['ec2-DeleteNetworkAcl-FAILED-Client_InvalidNetworkAclId_Malformed-traildiscover', 'DeleteNetworkAcl', 'network-acl', { failed: 'Client.InvalidNetworkAclId.Malformed' }, []],
  ['ec2-DeleteNetworkAclEntry-FAILED-Client_UnauthorizedOperation-traildiscover', 'DeleteNetworkAclEntry', 'network-acl', UNAUTHORIZED, ['acl-5fb85d36']],
  ['ec2-DeleteNetworkAclEntry-splunk', 'DeleteNetworkAclEntry', 'network-acl', 'matched', ['acl-078ccebebcbabe175']],
  ['ec2-DeleteNetworkInterface-by-rds-invictus', 'DeleteNetworkInterface', 'instance', 'matched', ['eni-0938d805949b4e134']],
  ['ec2-DeleteNetworkInterface-invictus', 'DeleteNetworkInterface', 'instance', 'matched', ['eni-06b7a305fe9519d03']],
  ['ec2-DeleteRoute-invictus', 'DeleteRoute', 'route', 'matched', ['rtb-08838187a84b2f5bf']],
  ['ec2-DeleteRouteTable-invictus', 'DeleteRouteTable', 'route', 'matched', ['rtb-01a1e48796093c514']],
  ['ec2-DeleteRouteTable-spotlight', 'DeleteRouteTable', 'route', 'matched', ['rtb-044fd3b5da892d6df']],
  ['ec2-DeleteSecurityGroup-invictus', 'DeleteSecurityGroup', 'security-group', 'matched', ['sg-04cfb7a4712d75b00']],
  ['ec2-DeleteSecurityGroup-spotlight', 'DeleteSecurityGroup', 'security-group', 'matched', ['sg-07111150655b49758']],
  ['ec2-DeleteSubnet-invictus', 'DeleteSubnet', 'subnet', 'matched', ['subnet-096553f59d783f082']],
  ['ec2-DeleteVpc-invictus', 'DeleteVpc', 'vpc', 'matched', ['vpc-0255d384b4b458b46']],
  ['ec2-DeleteVpc-spotlight', 'DeleteVpc', 'vpc', 'matched', ['vpc-0bda49e0068536141']],
  ['ec2-DeleteVpcEndpoints-spotlight', 'DeleteVpcEndpoints', 'vpc-endpoint', 'matched', ['vpce-0ef9277730bf26b70']],
  ['ec2-DetachNetworkInterface-FAILED-Client_InvalidAttachmentID_NotFound-invictus', 'DetachNetworkInterface', '', { failed: 'Client.InvalidAttachmentID.NotFound' }, ['eni-attach-02aca13293a6fe1b9']],
  ['ec2-ReleaseAddress-invictus-2', 'ReleaseAddress', 'nat-gateway', 'matched', ['eipalloc-04cbfdaf4b48e92d5']],
  ['ec2-ReleaseAddress-invictus', 'ReleaseAddress', 'nat-gateway', 'matched', ['eipalloc-09d58d8a1fc361502']],
  ['ec2-ReleaseAddress-spotlight', 'ReleaseAddress', 'nat-gateway', 'matched', ['eipalloc-044e12137f28d65f6']],
  ['ec2-RevokeSecurityGroupEgress-FAILED-Client_InvalidPermission_NotFound-invictus', 'RevokeSecurityGroupEgress', 'security-group', { failed: 'Client.InvalidPermission.NotFound' }, ['sg-04cfb7a4712d75b00']],
  ['ec2-RevokeSecurityGroupIngress-invictus', 'RevokeSecurityGroupIngress', 'security-group', 'matched', ['sg-04cfb7a4712d75b00']],
  ['ec2-RunInstances-FAILED-Client_DryRunOperation-panther', 'RunInstances', '', { dryRun: 'Client.DryRunOperation' }, ['lt-0622a7ff26539376a', 'subnet-0d465e7cad854a993']],
  ['iam-AttachRolePolicy-FAILED-AccessDenied-traildiscover', 'AttachRolePolicy', 'role', DENIED, []],
  ['iam-AttachRolePolicy-invictus', 'AttachRolePolicy', 'role', 'matched', ['stratus-red-team-ec2-steal-credentials-role', managedPolicy('AmazonSSMManagedInstanceCore')]],
  ['iam-AttachRolePolicy-stratus', 'AttachRolePolicy', 'role', 'matched', ['stratus-red-team-malicious-iam-role', managedPolicy('AdministratorAccess')]],
  ['iam-CreateRole-FAILED-AccessDenied-traildiscover', 'CreateRole', '', DENIED, []],
  ['iam-CreateRole-stratus', 'CreateRole', '', 'not-followed', [roleArn('609418236337', 'stratus-red-team-malicious-iam-role'), managedPolicy('AWSDenyAll')]],
  ['iam-DeleteRolePermissionsBoundary-FAILED-AccessDenied-traildiscover', 'DeleteRolePermissionsBoundary', 'role', DENIED, []],
  ['iam-DeleteRolePolicy-FAILED-AccessDenied-traildiscover', 'DeleteRolePolicy', 'role', DENIED, []],
  ['iam-DetachRolePolicy-invictus', 'DetachRolePolicy', 'role', 'matched', ['stratus-red-team-usr-data-role', managedPolicy('AmazonSSMManagedInstanceCore')]],
  ['iam-PutRolePolicy-FAILED-AccessDenied-traildiscover', 'PutRolePolicy', 'role', DENIED, []],
  ['iam-PutRolePolicy-invictus', 'PutRolePolicy', 'role', 'matched', ['stratus-red-team-ec2-get-password-data-role']],
  ['iam-UpdateAssumeRolePolicy-FAILED-AccessDenied-traildiscover', 'UpdateAssumeRolePolicy', '', DENIED, []],
  ['iam-UpdateAssumeRolePolicy-invictus', 'UpdateAssumeRolePolicy', '', 'not-followed', ['stratus-red-team-backdoor-r-role']],
  ['iam-UpdateAssumeRolePolicy-stratus', 'UpdateAssumeRolePolicy', '', 'not-followed', ['stratus-red-team-backdoor-r-role']],
  ['lambda-AddPermission20150331v2-FAILED-AccessDenied-traildiscover', 'AddPermission', '', DENIED, []],
  ['lambda-AddPermission20150331v2-FAILED-ServiceException-stackstate', 'AddPermission', '', { failed: 'ServiceException' }, [lambdaArn('eu-west-1', '599390509419', 'StackState-Topo-CWEvents')]],
  ['lambda-AddPermission20150331v2-by-cloudformation-stackstate', 'AddPermission', '', 'not-followed', [lambdaArn('eu-west-1', '731070500579', 'com-github-dnvriend-dnv-sam-seed-GetHello-R8NVI6CUWUHL')]],
  ['lambda-AddPermission20150331v2-elastic', 'AddPermission', '', 'not-followed', [lambdaArn('us-east-1', '000000000', 'cloudtrail-events-test')]],
  ['lambda-AddPermission20150331v2-invictus', 'AddPermission', '', 'not-followed', [lambdaArn('us-east-1', '123837392027', 'stratus-red-team-backdoor-f-func')]],
  ['lambda-AddPermission20150331v2-stackstate', 'AddPermission', '', 'not-followed', [lambdaArn('eu-west-1', '731070500579', 'com-stackstate-prod-sam-seed-PutHello-1LUD3ESBOR6EY')]],
  ['lambda-AddPermission20150331v2-stratus', 'AddPermission', '', 'not-followed', [lambdaArn('ca-centralnorth-1r', '880896431042', 'stratus-red-team-backdoor-f-func')]],
  ['lambda-CreateEventSourceMapping20150331-FAILED-AccessDenied-traildiscover', 'CreateEventSourceMapping', 'function-event-source', DENIED, []],
  ['lambda-CreateEventSourceMapping20150331-by-cloudformation-stackstate', 'CreateEventSourceMapping', 'function-event-source', 'matched', [lambdaArn('eu-west-1', '731070500579', 'DynamoDBHandler'), '9b3a7281-7771-463c-9b17-32268cd91c17']],
  ['lambda-CreateFunction20150331-FAILED-AccessDenied-traildiscover', 'CreateFunction', 'function', DENIED, []],
  ['lambda-CreateFunction20150331-by-cloudformation-noVpc-spotlight', 'CreateFunction', 'function', 'matched', [lambdaArn('ap-northeast-1', '999999999999', 'RekogDemoSetupEngagementMeter'), roleArn('999999999999', 'EngagementMeter-CustomResourceRole-7KJ0TRHENAX')]],
  ['lambda-CreateFunction20150331-noVpc-elastic', 'CreateFunction', 'function', 'matched', [lambdaArn('us-east-1', '1010101010101', 'cloudtrail-events-test'), roleArn('1010101010101', 'cloudtrail-events-test-lambda-fn')]],
  ['lambda-CreateFunction20150331-noVpc-invictus', 'CreateFunction', 'function', 'matched', [lambdaArn('us-east-1', '123837392027', 'stratus-red-team-backdoor-f-func'), roleArn('123837392027', 'stratus-red-team-backdoor-f-lambda')]],
  ['lambda-DeleteFunction20150331-by-cloudformation-spotlight', 'DeleteFunction', 'function', 'matched', [lambdaArn('ap-northeast-1', '999999999999', 'RekogDemoSetupEngagementMeter')]],
  ['lambda-DeleteFunction20150331-invictus', 'DeleteFunction', 'function', 'matched', [lambdaArn('us-east-1', '123837392027', 'stratus-red-team-backdoor-f-func')]],
  ['lambda-GetFunction20150331v2-invictus', 'GetFunction', '', 'read-only', [lambdaArn('us-east-1', '123837392027', 'stratus-red-team-backdoor-f-func')]],
  ['lambda-GetFunction20150331v2-traildiscover', 'GetFunction', '', 'read-only', [lambdaArn('us-east-1', '111111111111', 'demo-create-iam-user-handler')]],
  ['lambda-GetFunctionCodeSigningConfig-invictus', 'GetFunctionCodeSigningConfig', '', 'read-only', [lambdaArn('us-east-1', '123837392027', 'stratus-red-team-backdoor-f-func')]],
  ['lambda-GetFunctionConfiguration20150331v2-traildiscover', 'GetFunctionConfiguration', '', 'read-only', [lambdaArn('us-east-1', '111111111111', 'demo-create-iam-user-handler')]],
  ['lambda-ListFunctions20150331-FAILED-AccessDenied-panther', 'ListFunctions', '', { readOnlyFailed: 'AccessDenied' }, []],
  ['lambda-ListFunctions20150331-traildiscover', 'ListFunctions', '', 'read-only', []],
  ['lambda-ListVersionsByFunction20150331-invictus', 'ListVersionsByFunction', '', 'read-only', [lambdaArn('us-east-1', '123837392027', 'stratus-red-team-backdoor-f-func')]],
  ['lambda-PublishVersion20150331-stackstate', 'PublishVersion', 'function-version', 'matched', [lambdaArn('eu-west-1', '548105126730', 'com-stackstate-prod-sam-seed-PutHello-1LUD3ESBOR6EY'), roleArn('548105126730', 'service-role/JpkTest-role-b2ra5dgr')]],
  ['lambda-RemovePermission20150331v2-invictus', 'RemovePermission', '', 'not-followed', [lambdaArn('us-east-1', '123837392027', 'stratus-red-team-backdoor-f-func')]],
  ['lambda-UpdateEventSourceMapping20150331-FAILED-AccessDenied-traildiscover', 'UpdateEventSourceMapping', 'function-event-source', DENIED, []],
  ['lambda-UpdateFunctionCode20150331v2-FAILED-AccessDenied-traildiscover', 'UpdateFunctionCode', 'function-code', DENIED, []],
  // The account is masked by a hyphen: the function is known by name only.
  ['lambda-UpdateFunctionCode20150331v2-fivexl', 'UpdateFunctionCode', 'function-code', 'matched', ['fivexl-cloudtrail-to-slack', roleArn('-', 'fivexl-cloudtrail-to-slack')]],
  ['lambda-UpdateFunctionCode20150331v2-publish-invictus', 'UpdateFunctionCode', 'function-code', 'matched', [lambdaArn('us-east-1', '123837392027', 'stratus-red-team-olc-func-xhfgzaowxc'), roleArn('123837392027', 'stratus-red-team-olc-lambda-xhfgzaowxc')]],
  ['lambda-UpdateFunctionCode20150331v2-publish-stratus', 'UpdateFunctionCode', 'function-code', 'matched', [lambdaArn('ap-westeast-2r', '266106314375', 'stratus-red-team-olc-func-vayhjqkdav'), roleArn('266106314375', 'stratus-red-team-olc-lambda-vayhjqkdav')]],
  ['lambda-UpdateFunctionConfiguration20150331v2-FAILED-AccessDenied-traildiscover', 'UpdateFunctionConfiguration', 'function', DENIED, []],
  // Masked by its publisher so that name and ARN of the answer disagree: both are taken.
  ['lambda-UpdateFunctionConfiguration20150331v2-noVpcKey-stackstate', 'UpdateFunctionConfiguration', 'function', 'matched', [lambdaArn('eu-west-1', '548105126730', 'com-stackstate-prod-sam-seed-PutHello-1LUD3ESBOR6EY'), lambdaArn('eu-west-1', '548105126730', 'JpkTest'), lambdaArn('eu-west-1', '731070500579', 'com-stackstate-prod-sam-seed-PutHello-1LUD3ESBOR6EY'), roleArn('548105126730', 'service-role/JpkTest-role-t17aibnq')]],
  ['lambda-UpdateFunctionConfiguration20150331v2-noVpcKey-stratus', 'UpdateFunctionConfiguration', 'function', 'matched', [lambdaArn('eugov-eastcentral-1r', '712967571683', 'stratus-red-team-lambda-layer-simpleLambda'), roleArn('712967571683', 'stratus-red-team-lambda-layer-lambda-role')]],
];

/** What each recorded event must become. */
export const RECORDED_EXPECTATIONS: readonly RecordedExpectation[] = ROWS.map(
  ([file, eventName, kind, outcome, ids]) => ({
    file: `${file}.json`,
    eventName,
    kind: kind === '' ? undefined : kind,
    outcome,
    ids,
  }),
);
