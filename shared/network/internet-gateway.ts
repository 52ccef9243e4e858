import type { Cidr } from '../model/cidr.ts';
import { unknown } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { reachOf } from './disposition.ts';
import type { Hop, Observation } from './disposition.ts';
import { ends, endsUnread, seenFrom } from './forwarding-path.ts';
import type { ForwardingPath, Origin } from './forwarding-path.ts';

/** The two gateways that lead from a VPC to the internet. */

/**
 * An internet gateway exchanges a sender's private IPv4 address for its public one and drops what has
 * none (https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html). That a function's
 * packets end there is certain, whether or not the gateway itself was read.
 */
export function internetGatewayPath(
  snapshot: Snapshot,
  vpcId: string | undefined,
  origin: Origin,
  destination: Cidr,
  id: string,
): ForwardingPath {
  const gateway = snapshot.get('InternetGateways', id);
  const seen = seenOf(id, gateway);
  const hop: Hop = { kind: 'internet-gateway', id, detail: 'internet gateway', seen };
  if (gateway.known && !isAttachedTo(gateway.value?.Attachments, vpcId)) {
    return notAttached(hop, vpcId);
  }
  const passes = throughInternetGateway(snapshot, origin, destination, hop);
  return gateway.known || reachOf(passes.disposition) === 'broken'
    ? passes
    : endsUnread(gateway, hop.kind, id);
}

function throughInternetGateway(
  snapshot: Snapshot,
  { sender, subnetId }: Origin,
  destination: Cidr,
  hop: Hop,
): ForwardingPath {
  const { id } = hop;
  switch (sender) {
    case 'public-nat-gateway':
      return internet(hop);
    case 'private-nat-gateway':
      return ends(
        'NAT_NOT_WORKING',
        { ...hop, detail: 'drops the packets of a private NAT gateway' },
        `${id} drops the packets of a private NAT gateway, which has no public address`,
      );
    case 'managed-instance':
      return destination.family === 6
        ? internet(hop)
        : throughWithPublicAddress(snapshot, subnetId, hop);
    case 'function':
    case 'interface':
      return destination.family === 6
        ? undocumentedIpv6(sender, hop)
        : withoutPublicAddress(sender, hop);
  }
}

function throughWithPublicAddress(snapshot: Snapshot, subnetId: string, hop: Hop): ForwardingPath {
  const subnet = snapshot.get('Subnets', subnetId);
  const mapsPublicAddress = subnet.known ? subnet.value?.MapPublicIpOnLaunch : undefined;
  if (mapsPublicAddress === true) return internet(hop);
  if (mapsPublicAddress === undefined) {
    const call = 'ec2:DescribeSubnets';
    const detail = `MapPublicIpOnLaunch of ${subnetId}`;
    return endsUnread(
      subnet.known ? unknown({ kind: 'not-read', call, detail }) : subnet,
      'subnet',
      subnetId,
    );
  }
  return ends(
    'NO_PUBLIC_ADDRESS',
    {
      ...hop,
      detail: 'drops what has no public address',
      seen: [
        ...(hop.seen ?? []),
        { resource: subnetId, field: 'MapPublicIpOnLaunch', value: 'false' },
      ],
    },
    `${subnetId} gives its instances no public address (MapPublicIpOnLaunch is false), so ${hop.id} drops what they send`,
  );
}

function withoutPublicAddress(sender: 'function' | 'interface', hop: Hop): ForwardingPath {
  const who =
    sender === 'function'
      ? "a function's network interface never has a public address"
      : 'the network interface has no public address';
  return ends(
    'NO_PUBLIC_ADDRESS',
    { ...hop, detail: 'drops what has no public address' },
    `the subnet is public, but ${who}, so ${hop.id} drops what it sends`,
  );
}

function undocumentedIpv6(sender: 'function' | 'interface', hop: Hop): ForwardingPath {
  const who = sender === 'function' ? "a function's network interface" : 'the network interface';
  const detail = `AWS does not document whether ${who} can use ${hop.id} over IPv6`;
  return endsUnread(unknown({ kind: 'opaque', detail }), hop.kind, hop.id);
}

/** An egress-only internet gateway lets IPv6 out and only answers in; no public address is needed. */
export function egressOnlyPath(
  snapshot: Snapshot,
  id: string,
  vpcId: string | undefined,
): ForwardingPath {
  const gateway = seenFrom(snapshot, vpcId, 'EgressOnlyInternetGateways', id);
  const hop: Hop = {
    kind: 'egress-only-internet-gateway',
    id,
    detail: 'egress-only internet gateway',
    seen: seenOf(id, gateway),
  };
  if (!gateway.known) return endsUnread(gateway, hop.kind, id);
  return isAttachedTo(gateway.value?.Attachments, vpcId) ? internet(hop) : notAttached(hop, vpcId);
}

function internet(hop: Hop): ForwardingPath {
  return {
    disposition: 'REACHED',
    hops: [hop, { kind: 'internet', id: 'internet', detail: 'the internet' }],
    reason: `reaches the internet through ${hop.id}`,
    exit: 'internet',
  };
}

function notAttached(hop: Hop, vpcId: string | undefined): ForwardingPath {
  const what = `is not attached to ${vpcId ?? 'the VPC'}`;
  return ends('GATEWAY_NOT_ATTACHED', { ...hop, detail: what }, `${hop.id} ${what}`);
}

type Attachments = readonly {
  readonly VpcId: string;
  readonly State?: string | undefined;
}[];

function seenOf(
  id: string,
  gateway: Fact<{ readonly Attachments: Attachments } | undefined>,
): readonly Observation[] {
  if (!gateway.known) return [];
  const attachments = (gateway.value?.Attachments ?? []).map(({ VpcId, State }) =>
    [VpcId, State].filter((word) => word !== undefined).join(' '),
  );
  return [{ resource: id, field: 'Attachments', value: attachments.join(', ') || 'none' }];
}

/** An attachment answers `available` while EC2's own enumeration says `attached`: both are taken. */
export function isAttachedTo(
  attachments: Attachments | undefined,
  vpcId: string | undefined,
): boolean {
  return (
    attachments?.some(
      (one) => one.VpcId === vpcId && ['available', 'attached', undefined].includes(one.State),
    ) ?? false
  );
}
