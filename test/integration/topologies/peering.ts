import * as ec2 from '@aws-sdk/client-ec2';
import type { AccountClients } from '../emulated-account.ts';
import { defined } from './defined.ts';

export interface PeeredSide {
  readonly vpcId: string;
  readonly cidr: string;
  readonly routeTableId: string;
}

/** Peers two VPCs of the account, with a route on each side; answers the connection's id. */
export async function peer(
  { ec2: client }: AccountClients,
  requester: PeeredSide,
  accepter: PeeredSide,
): Promise<string> {
  const { VpcPeeringConnection } = await client.send(
    new ec2.CreateVpcPeeringConnectionCommand({
      VpcId: requester.vpcId,
      PeerVpcId: accepter.vpcId,
    }),
  );
  const VpcPeeringConnectionId = defined(
    VpcPeeringConnection?.VpcPeeringConnectionId,
    'peering connection id',
  );
  await client.send(new ec2.AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
  for (const [from, to] of [
    [requester, accepter],
    [accepter, requester],
  ] as const) {
    await client.send(
      new ec2.CreateRouteCommand({
        RouteTableId: from.routeTableId,
        DestinationCidrBlock: to.cidr,
        VpcPeeringConnectionId,
      }),
    );
  }
  return VpcPeeringConnectionId;
}
