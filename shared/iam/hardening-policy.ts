import type { PolicyJson } from './policy-json.ts';

/** The permissions by which Lambda manages a function's network interfaces, and DetachNetworkInterface. */
export const ENI_ACTIONS: readonly string[] = [
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DetachNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * The statement that keeps function code from using the network interface permissions of its role
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html, security best practices).
 * Lambda puts `lambda:SourceFunctionArn` into calls made by code, not into its own
 * (https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html).
 * @param functionArns all functions that use the role. Qualifiers are dropped: the key's value never
 *   carries a version or alias, so a qualified ARN would match nothing.
 */
export function hardeningPolicy(functionArns: readonly string[]): PolicyJson {
  const unqualified = functionArns.map((arn) => arn.split(':').slice(0, 7).join(':'));
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Action: ENI_ACTIONS,
        Resource: ['*'],
        Condition: { ArnEquals: { 'lambda:SourceFunctionArn': [...new Set(unqualified)] } },
      },
    ],
  };
}
