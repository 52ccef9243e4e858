import {
  ModifyVpcBlockPublicAccessOptionsCommand,
  ModifyVpcEncryptionControlCommand,
} from '@aws-sdk/client-ec2';
import type { EC2Client } from '@aws-sdk/client-ec2';

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

/**
 * The catalogue's single changes to the reference design that it cannot hold: it does not know the calls.
 * What they flip is held on saved answers. Two others it holds in another way: it passes over
 * `ResetPolicy` and `PrivateDnsEnabled` of ModifyVpcEndpoint, so the default policy is written out, and the
 * endpoint with private DNS (T06) is made anew.
 */
export const CHANGES_NOT_HELD: readonly (readonly [
  string,
  (client: EC2Client) => Promise<unknown>,
])[] = [
  [
    'ModifyVpcBlockPublicAccessOptions block-bidirectional',
    (client) =>
      client.send(
        new ModifyVpcBlockPublicAccessOptionsCommand({
          InternetGatewayBlockMode: 'block-bidirectional',
        }),
      ),
  ],
  [
    'ModifyVpcEncryptionControl to enforce',
    (client) =>
      client.send(
        new ModifyVpcEncryptionControlCommand({
          VpcEncryptionControlId: 'vpcec-0123456789abcdef0',
          Mode: 'enforce',
        }),
      ),
  ],
];
