import { ACCOUNT_ID, ec2, json } from './fake-aws.ts';
import type { Answer } from './fake-aws.ts';

export const ARN = `arn:aws:lambda:us-east-1:${ACCOUNT_ID}:function:orders`;
export const PROVIDER = `arn:aws:lambda:us-east-1:${ACCOUNT_ID}:capacity-provider:main`;

export function lambdaFunction(fields: Readonly<Record<string, unknown>> = {}) {
  const name = typeof fields['FunctionName'] === 'string' ? fields['FunctionName'] : 'orders';
  return {
    FunctionName: name,
    FunctionArn: ARN.replace('orders', name),
    Version: '$LATEST',
    VpcConfig: { VpcId: 'vpc-1', SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
    ...fields,
  };
}

export function version(number: string, fields: Readonly<Record<string, unknown>> = {}) {
  return lambdaFunction({ Version: number, FunctionArn: `${ARN}:${number}`, ...fields });
}

/** ListFunctions of the region; its listing of Lambda@Edge functions is empty. */
export function listing(...functions: readonly object[]) {
  return (parameters: Readonly<Record<string, string>>): Answer =>
    json({ Functions: parameters['MasterRegion'] === undefined ? functions : [] });
}

const SUBNET = `<item><subnetId>subnet-1</subnetId><vpcId>vpc-1</vpcId></item>`;
const GROUP = `<item><groupId>sg-1</groupId><vpcId>vpc-1</vpcId></item>`;
export const SUBNETS = ec2('DescribeSubnets', `<subnetSet>${SUBNET}</subnetSet>`);
const GROUPS = ec2('DescribeSecurityGroups', `<securityGroupInfo>${GROUP}</securityGroupInfo>`);

/** An account with these functions, subnet-1 and sg-1. */
export function accountWith(...functions: readonly ReturnType<typeof lambdaFunction>[]) {
  return {
    ListFunctions: listing(...functions),
    GetFunctionConfiguration: ({ name }: Readonly<Record<string, string>>): Answer =>
      json(functions.find((one) => one.FunctionArn === name) ?? {}),
    DescribeSubnets: SUBNETS,
    DescribeSecurityGroups: GROUPS,
  };
}

/** One attached function with its subnet and group. */
export const ATTACHED = {
  ListFunctions: listing(lambdaFunction()),
  GetFunctionConfiguration: json(lambdaFunction({ State: 'Active' })),
  DescribeSubnets: SUBNETS,
  DescribeSecurityGroups: GROUPS,
};
