/**
 * The reason codes of Lambda's function states that are about the network, each with its own fix
 * (https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html). A code that is not
 * listed is a failure like any other and gets the control's general fix.
 */
const NETWORK_FIXES = {
  EniLimitExceeded:
    'Let functions share sets of security groups and delete published versions nobody uses, or raise the quota of network interfaces per VPC (L-9FEE3D26); then repeat the update.',
  InsufficientRolePermissions:
    'Give the execution role, on Resource "*", ec2:CreateNetworkInterface, ec2:DescribeNetworkInterfaces, ec2:DescribeSubnets, ec2:DeleteNetworkInterface, ec2:AssignPrivateIpAddresses and ec2:UnassignPrivateIpAddresses (AWSLambdaVPCAccessExecutionRole has them); then repeat the update.',
  InvalidConfiguration: 'Correct the setting that the reason names and update the function.',
  SubnetOutOfIPAddresses:
    'Free addresses in the subnets or attach the function to larger or additional ones; then invoke or update it again.',
  InvalidSubnet: 'Replace the subnet that the reason names in the VpcConfig.',
  InvalidSecurityGroup: 'Replace the security group that the reason names in the VpcConfig.',
  EC2RequestLimitExceeded:
    'Repeat the update: EC2 throttled the calls that create the network interfaces.',
  DisallowedByVpcEncryptionControl:
    'Add the Lambda exclusion to the encryption control of the VPC; then repeat the update.',
  EFSMountConnectivityError:
    "Put a mount target of the file system into each zone of the function's subnets and allow TCP 2049 from its security group.",
  EFSMountTimeout:
    "Put a mount target of the file system into each zone of the function's subnets and allow TCP 2049 from its security group.",
} as const;

type NetworkReasonCode = keyof typeof NETWORK_FIXES;

/** What to do about a reason code; undefined where the code is not about the network. */
export function networkFix(code: string | undefined): string | undefined {
  return code !== undefined && isNetworkReasonCode(code) ? NETWORK_FIXES[code] : undefined;
}

function isNetworkReasonCode(code: string): code is NetworkReasonCode {
  return Object.hasOwn(NETWORK_FIXES, code);
}
