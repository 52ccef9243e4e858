import * as ec2 from '@aws-sdk/client-ec2';
import type { AccountClients } from '../emulated-account.ts';
import { createGroup } from './network.ts';

export const toCidr = (CidrIp: string): ec2.IpPermission => ({ IpRanges: [{ CidrIp }] });
export const toGroup = (GroupId: string): ec2.IpPermission => ({ UserIdGroupPairs: [{ GroupId }] });
export const toPrefixList = (PrefixListId: string): ec2.IpPermission => ({
  PrefixListIds: [{ PrefixListId }],
});

/** A rule for one TCP port. */
export function tcp(port: number, to: ec2.IpPermission): ec2.IpPermission {
  return { IpProtocol: 'tcp', FromPort: port, ToPort: port, ...to };
}

/** Creates a security group without any rule; answers its id. */
export async function createClosedGroup(account: AccountClients, vpcId: string, name: string) {
  const GroupId = await createGroup(account, vpcId, name);
  await account.ec2.send(
    new ec2.RevokeSecurityGroupEgressCommand({
      GroupId,
      IpPermissions: [{ IpProtocol: '-1', ...toCidr('0.0.0.0/0') }],
    }),
  );
  return GroupId;
}

export async function allowOut(
  { ec2: client }: AccountClients,
  GroupId: string,
  ...rules: ec2.IpPermission[]
): Promise<void> {
  await client.send(new ec2.AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions: rules }));
}

export async function allowIn(
  { ec2: client }: AccountClients,
  GroupId: string,
  ...rules: ec2.IpPermission[]
): Promise<void> {
  await client.send(
    new ec2.AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: rules }),
  );
}
