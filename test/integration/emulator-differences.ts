/**
 * Where the emulator is not AWS, so that verdicts there differ from those that the reference topologies
 * get. It cannot hold some of them at all: it has no regional NAT gateways (T07), no subnets shared by
 * another account (T09), no functions that cannot start (T13) and no capacity providers (T15), and it
 * does not say that the IPv6 block of a subnet is associated (T11). Those are audited as saved answers.
 */

/** Calls that it does not answer: the control is unknown and names the call. */
export const UNANSWERED: ReadonlyMap<string, string> = new Map([
  ['function-version-vpc-drift', 'lambda:ListProvisionedConcurrencyConfigs'],
  ['vpc-lambda-eni-quota', 'servicequotas:GetAWSDefaultServiceQuota'],
  ['vpc-block-public-access', 'ec2:DescribeVpcBlockPublicAccessOptions'],
]);
