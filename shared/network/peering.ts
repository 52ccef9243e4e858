import { cidrContains, parseCidr } from '../model/cidr.ts';
import type { Cidr } from '../model/cidr.ts';
import { unknown } from '../model/fact.ts';
import type { VpcPeeringConnection } from '../model/ec2.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { formatCidr } from './address-text.ts';
import type { Hop, Observation } from './disposition.ts';
import { ends, endsUnread } from './forwarding-path.ts';
import type { ForwardingPath } from './forwarding-path.ts';

type PeeringVpcInfo = VpcPeeringConnection['AccepterVpcInfo'];

/**
 * The path over a peering connection. Peering is not transitive, and no internet gateway, NAT gateway
 * or gateway endpoint of the far side can be used through it
 * (https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html).
 */
export function peeringPath(
  snapshot: Snapshot,
  id: string,
  vpcId: string | undefined,
  destination: Cidr,
): ForwardingPath {
  const found = snapshot.get('VpcPeeringConnections', id);
  if (!found.known) return endsUnread(found, 'vpc-peering-connection', id);
  const connection = found.value;
  const hop: Hop = {
    kind: 'vpc-peering-connection',
    id,
    detail: 'peering connection',
    seen: connection === undefined ? goneConnection(id) : seenOf(connection),
  };
  if (connection === undefined) return notUsable(hop, 'does not exist any more');
  const code = connection.Status?.Code?.toLowerCase();
  if (code === undefined) return notShown(hop, `${id} shows no status`);
  if (code === 'provisioning') {
    return ends('SETTLING', { ...hop, detail: code }, `${id} is being provisioned`);
  }
  if (code !== 'active') return notUsable(hop, `is ${code}, not active`);
  if (vpcId === undefined) return notShown(hop, `which VPC routes to ${id} is not known`);
  const far = farSide(connection, vpcId);
  if (far === undefined) return notUsable(hop, `does not join ${vpcId}`);
  const cidrs = cidrsOf(snapshot, far, destination.family);
  if (cidrs.length === 0) return notShown(hop, `${id} shows no address blocks of ${far.VpcId}`);
  if (!cidrs.some((cidr) => cidrContains(cidr, destination))) {
    return notUsable(
      hop,
      `leads to ${far.VpcId} (${cidrs.map(formatCidr).join(', ')}) only: not to the internet, and not through it to another network`,
    );
  }
  const detail = `peering connection to ${far.VpcId}`;
  return ends('REACHED', { ...hop, detail }, `crosses ${id} to ${far.VpcId}`, {
    exit: 'peering',
    vpcId: far.VpcId,
    peeringConnectionId: id,
  });
}

function goneConnection(id: string): readonly Observation[] {
  const value = 'InvalidVpcPeeringConnectionID.NotFound';
  return [{ resource: id, field: 'VpcPeeringConnectionId', value }];
}

function seenOf(connection: VpcPeeringConnection): readonly Observation[] {
  const { VpcPeeringConnectionId, Status, RequesterVpcInfo, AccepterVpcInfo } = connection;
  const fields = {
    'Status.Code': Status?.Code,
    'RequesterVpcInfo.VpcId': RequesterVpcInfo.VpcId,
    'AccepterVpcInfo.VpcId': AccepterVpcInfo.VpcId,
  };
  return Object.entries(fields).flatMap(([field, value]) =>
    value === undefined ? [] : { resource: VpcPeeringConnectionId, field, value },
  );
}

function notShown(hop: Hop, detail: string): ForwardingPath {
  return endsUnread(unknown({ kind: 'opaque', detail }), hop.kind, hop.id);
}

/** Whether traffic can cross the connection. */
export function isActivePeering({ Status }: VpcPeeringConnection): boolean {
  return Status?.Code?.toLowerCase() === 'active';
}

/** The side of a connection that is not the given VPC; undefined where the VPC is on neither. */
export function farSide(
  connection: VpcPeeringConnection,
  vpcId: string | undefined,
): PeeringVpcInfo | undefined {
  const { RequesterVpcInfo: requester, AccepterVpcInfo: accepter } = connection;
  if (requester.VpcId === vpcId) return accepter;
  return accepter.VpcId === vpcId ? requester : undefined;
}

/**
 * The far side's blocks. The connection shows them only while it is active, and old answers without the
 * later ones: the VPC itself knows better where it was read.
 */
function cidrsOf(snapshot: Snapshot, side: PeeringVpcInfo, family: 4 | 6): readonly Cidr[] {
  const found = snapshot.get('Vpcs', side.VpcId);
  const vpc = found.known ? found.value : undefined;
  const texts =
    family === 4
      ? [
          side.CidrBlock,
          vpc?.CidrBlock,
          ...(side.CidrBlockSet ?? []).map((one) => one.CidrBlock),
          ...(vpc?.CidrBlockAssociationSet ?? [])
            .filter((one) => isAssociated(one.CidrBlockState))
            .map((one) => one.CidrBlock),
        ]
      : [
          ...(side.Ipv6CidrBlockSet ?? []).map((one) => one.Ipv6CidrBlock),
          ...(vpc?.Ipv6CidrBlockAssociationSet ?? [])
            .filter((one) => isAssociated(one.Ipv6CidrBlockState))
            .map((one) => one.Ipv6CidrBlock),
        ];
  return [...new Set(texts)]
    .map((text) => (text === undefined ? undefined : parseCidr(text)))
    .filter((cidr) => cidr !== undefined);
}

function isAssociated(state: { readonly State: string } | undefined): boolean {
  return (state?.State ?? 'associated') === 'associated';
}

function notUsable(hop: Hop, what: string): ForwardingPath {
  return ends('PEERING_NOT_USABLE', { ...hop, detail: what }, `${hop.id} ${what}`);
}
