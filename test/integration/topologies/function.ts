import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import type { Runtime } from '@aws-sdk/client-lambda';
import { CreateFunctionCommand } from '@aws-sdk/client-lambda';
import type { AccountClients } from '../emulated-account.ts';
import { defined } from './defined.ts';
import { EMULATED_ACCOUNT } from './interface-endpoint.ts';

/** A zip file without files; another comment makes it other code. */
export function emptyZip(comment = ''): Uint8Array {
  const ending = Buffer.alloc(22);
  ending.write('PK\u0005\u0006', 'latin1');
  ending.writeUInt16LE(comment.length, 20);
  return Buffer.concat([ending, Buffer.from(comment, 'latin1')]);
}

/** The statements of AWS's managed policy, for an emulator that does not know it. */
const VPC_ACCESS_ACTIONS = [
  'logs:CreateLogGroup',
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

export interface FunctionSettings {
  readonly name: string;
  readonly runtime: Runtime;
  /** Empty for a function outside any VPC. */
  readonly subnetIds?: readonly string[];
  readonly securityGroupIds?: readonly string[];
  /** Allowed on every resource, beside AWSLambdaVPCAccessExecutionRole. */
  readonly actions?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Creates a function with a role of its own; answers the function's ARN. */
export async function createFunction(
  account: AccountClients,
  settings: FunctionSettings,
): Promise<string> {
  const { subnetIds = [], securityGroupIds = [] } = settings;
  const role = await createRole(account, settings);
  const answer = await account.lambda.send(
    new CreateFunctionCommand({
      FunctionName: settings.name,
      Runtime: settings.runtime,
      Role: role,
      Handler: 'index.handler',
      Code: { ZipFile: emptyZip() },
      ...(subnetIds.length > 0 && {
        VpcConfig: { SubnetIds: [...subnetIds], SecurityGroupIds: [...securityGroupIds] },
      }),
      ...(settings.tags && { Tags: settings.tags }),
      ...(settings.environment && { Environment: { Variables: settings.environment } }),
    }),
  );
  return defined(answer.FunctionArn, 'function ARN');
}

async function createRole(account: AccountClients, settings: FunctionSettings): Promise<string> {
  const RoleName = `${settings.name}-role`;
  const { Role } = await account.iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: policy({
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: 'sts:AssumeRole',
      }),
    }),
  );
  const PolicyArn = await createVpcAccessPolicy(account, settings.name);
  await account.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  const { actions = [] } = settings;
  if (actions.length > 0) {
    await account.iam.send(
      new PutRolePolicyCommand({
        RoleName,
        PolicyName: 'work',
        PolicyDocument: policy({ Effect: 'Allow', Action: actions, Resource: '*' }),
      }),
    );
  }
  return defined(Role?.Arn, 'role ARN');
}

async function createVpcAccessPolicy(
  account: AccountClients,
  functionName: string,
): Promise<string> {
  const { Policy } = await account.iam.send(
    new CreatePolicyCommand({
      PolicyName: vpcAccessPolicyName(functionName),
      PolicyDocument: policy({ Effect: 'Allow', Action: VPC_ACCESS_ACTIONS, Resource: '*' }),
    }),
  );
  return defined(Policy?.Arn, 'policy ARN');
}

/** The managed policy with the interface permissions that the function's role has. */
export function vpcAccessPolicyArn(functionName: string): string {
  return `arn:aws:iam::${EMULATED_ACCOUNT}:policy/${vpcAccessPolicyName(functionName)}`;
}

function vpcAccessPolicyName(functionName: string): string {
  return `${functionName}-AWSLambdaVPCAccessExecutionRole`;
}

function policy(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}
