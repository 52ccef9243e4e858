import { CreateVpcEndpointCommand } from '@aws-sdk/client-ec2';
import type { VpcEndpoint } from '@aws-sdk/client-ec2';
import type { AccountClients } from '../emulated-account.ts';
import { defined } from './defined.ts';

export interface InterfaceEndpointSettings {
  readonly vpcId: string;
  readonly service: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
  readonly privateDns: boolean;
  /** The one Allow statement of its policy, for the account's own principals; else AWS's default. */
  readonly allows?: Allowed;
}

export interface Allowed {
  readonly action: string;
  readonly resources: readonly string[];
}

/** The account that the emulator takes its callers for. */
export const EMULATED_ACCOUNT = '123456789012';

/** Creates an interface endpoint; answers it as EC2 describes it. */
export async function createInterfaceEndpoint(
  { ec2: client, region }: AccountClients,
  { vpcId, service, subnetIds, securityGroupId, privateDns, allows }: InterfaceEndpointSettings,
): Promise<VpcEndpoint> {
  const answer = await client.send(
    new CreateVpcEndpointCommand({
      VpcId: vpcId,
      ServiceName: `com.amazonaws.${region}.${service}`,
      VpcEndpointType: 'Interface',
      SubnetIds: [...subnetIds],
      SecurityGroupIds: [securityGroupId],
      PrivateDnsEnabled: privateDns,
      ...(allows && { PolicyDocument: endpointPolicy(allows) }),
    }),
  );
  return defined(answer.VpcEndpoint, 'endpoint');
}

/** A policy whose one statement allows what is given, for the account's own principals. */
export function endpointPolicy({ action, resources }: Allowed): string {
  const Statement = [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${EMULATED_ACCOUNT}:root` },
      Action: action,
      Resource: resources,
    },
  ];
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

/** Both forms under which a function's policy statements must name it: unqualified and with any qualifier. */
export function bothArns(region: string, name: string): readonly string[] {
  const arn = `arn:aws:lambda:${region}:${EMULATED_ACCOUNT}:function:${name}`;
  return [arn, `${arn}:*`];
}
