import type { Item } from '../../shared/model/collections.ts';
import { ACCOUNT, item, REGION } from './snapshot.ts';

/** The execution role of the topologies' functions, in the shape of GetAccountAuthorizationDetails. */

type Loose = Readonly<Record<string, unknown>>;

export const ROLE = `arn:aws:iam::${ACCOUNT}:role/orders`;
export const VPC_ACCESS_POLICY =
  'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole';

/** An endpoint policy, or a role's inline policy, with one Allow statement. */
export function allow(Action: readonly string[], Resource: unknown = '*', more: Loose = {}): Loose {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: [...Action], Resource, ...more }],
  };
}

/** The function's role: AWS's policy for network interfaces and the named actions. */
export function role(
  actions: readonly string[],
  { hardened = false, interfaces = true }: { hardened?: boolean; interfaces?: boolean } = {},
): Item<'RoleDetailList'> {
  return item('RoleDetailList', {
    Arn: ROLE,
    RoleName: 'orders',
    Path: '/',
    RolePolicyList: [
      ...(actions.length > 0 ? [{ PolicyName: 'work', PolicyDocument: allow(actions) }] : []),
      ...(hardened ? [{ PolicyName: 'hardening', PolicyDocument: denyInterfacesToCode() }] : []),
    ],
    AttachedManagedPolicies: interfaces
      ? [{ PolicyName: 'AWSLambdaVPCAccessExecutionRole', PolicyArn: VPC_ACCESS_POLICY }]
      : [],
  });
}

/**
 * AWS's statement that keeps the function's own code from using the interface permissions
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html).
 */
function denyInterfacesToCode(): Loose {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Action: [
          'ec2:CreateNetworkInterface',
          'ec2:DeleteNetworkInterface',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DetachNetworkInterface',
          'ec2:DescribeSubnets',
          'ec2:AssignPrivateIpAddresses',
          'ec2:UnassignPrivateIpAddresses',
        ],
        Resource: '*',
        Condition: {
          ArnEquals: {
            'lambda:SourceFunctionArn': [`arn:aws:lambda:${REGION}:${ACCOUNT}:function:orders`],
          },
        },
      },
    ],
  };
}

/** AWS's managed policy for functions in a VPC, in its version 3. */
export function vpcAccessPolicy(): Item<'Policies'> {
  return item('Policies', {
    Arn: VPC_ACCESS_POLICY,
    PolicyName: 'AWSLambdaVPCAccessExecutionRole',
    DefaultVersionId: 'v3',
    PolicyVersionList: [
      {
        VersionId: 'v3',
        IsDefaultVersion: true,
        Document: allow([
          'logs:CreateLogGroup',
          'logs:CreateLogStream',
          'logs:PutLogEvents',
          'ec2:CreateNetworkInterface',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeSubnets',
          'ec2:DeleteNetworkInterface',
          'ec2:AssignPrivateIpAddresses',
          'ec2:UnassignPrivateIpAddresses',
        ]),
      },
    ],
  });
}
