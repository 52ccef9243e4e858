import type { Cidr } from '../model/cidr.ts';
import { parseAddress } from '../model/cidr.ts';
import type { Unknown } from '../model/fact.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { blockPublicAccess } from './block-public-access.ts';
import { reachOf, worstPath } from './disposition.ts';
import type { Hop, HopKind, Path } from './disposition.ts';
import { endsUnread } from './forwarding-path.ts';
import type { ForwardingPath, Sender } from './forwarding-path.ts';
import { forward } from './forwarding.ts';
import { resolverOf } from './vpc-dns.ts';

/**
 * Whether what is in a subnet can reach the internet: routes and gateways, VPC Block Public Access and
 * name resolution (https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html).
 * Security groups and network ACLs are not asked here.
 */

/** Who asks, and with which settings. */
export interface EgressQuestion {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly sender: Sender;
  /** Public addresses that stand for the internet, all of the family. */
  readonly probes: readonly Cidr[];
  /** Ids of gateways and appliances that the user says lead to the internet. */
  readonly trustedIndirectTargets: readonly string[];
  /** A proxy host that the function is told to use, if any. */
  readonly proxy?: string | undefined;
  /** Whether a name has to be resolved first; an address needs none. */
  readonly byName: boolean;
}

/** The path by routes and gateways alone. */
export function internetRoute(
  snapshot: Snapshot,
  question: Pick<EgressQuestion, 'subnetId' | 'sender' | 'probes'>,
): ForwardingPath {
  const { subnetId, sender, probes } = question;
  const [first, ...rest] = probes.map((probe) => forward(snapshot, { subnetId, sender }, probe));
  if (first === undefined) throw new RangeError('no probe address');
  return worstPath([first, ...rest]);
}

/** An address as a block of one. */
export function hostCidr(address: string): Cidr | undefined {
  const parsed = parseAddress(address);
  return (
    parsed && {
      family: parsed.family,
      first: parsed.value,
      last: parsed.value,
      prefixLength: parsed.family === 4 ? 32 : 128,
    }
  );
}

const answers = oncePerSnapshot(() => new Map<string, ForwardingPath>());
const probeKeys = new WeakMap<readonly Cidr[], string>();

function probesKey(probes: readonly Cidr[]): string {
  const cached = probeKeys.get(probes);
  if (cached !== undefined) return cached;
  const key = probes.map((probe) => `${probe.family}:${probe.first}`).join();
  probeKeys.set(probes, key);
  return key;
}

/** The path to the internet with everything that decides it. */
export function internetEgress(snapshot: Snapshot, question: EgressQuestion): ForwardingPath {
  const key = [
    question.vpcId,
    question.subnetId,
    question.sender,
    probesKey(question.probes),
    question.trustedIndirectTargets.join(),
    question.proxy ?? '',
    question.byName,
  ].join(' ');
  const cache = answers(snapshot);
  const cached = cache.get(key);
  if (cached !== undefined) return cached;
  const answer = egressPath(snapshot, question);
  cache.set(key, answer);
  return answer;
}

function egressPath(snapshot: Snapshot, question: EgressQuestion): ForwardingPath {
  // Each part of the internet by itself: what one part may use says nothing about another.
  const [first, ...rest] = question.probes.map((probe) => openedPath(snapshot, question, probe));
  if (first === undefined) throw new RangeError('no probe address');
  const path = worstPath([first, ...rest]);
  return question.byName && reachOf(path.disposition) !== 'broken'
    ? withNames(snapshot, question.vpcId, path)
    : path;
}

/** The path to one address by routes, gateways, the proxy, what is trusted and Block Public Access. */
function openedPath(snapshot: Snapshot, question: EgressQuestion, probe: Cidr): ForwardingPath {
  const { proxy, trustedIndirectTargets } = question;
  const route = trusted(forward(snapshot, question, probe), trustedIndirectTargets);
  return route.disposition === 'NO_ROUTE' && proxy !== undefined
    ? throughProxy(route, proxy)
    : withPublicAccess(snapshot, question, route);
}

function trusted(path: ForwardingPath, targets: readonly string[]): ForwardingPath {
  const { stop, instanceId = '', ...rest } = path;
  const isTrusted = stop !== undefined && [stop.id, instanceId].some((id) => targets.includes(id));
  if (path.disposition !== 'LEAVES_VPC' || !isTrusted) return path;
  return {
    ...rest,
    disposition: 'REACHED',
    reason: `leaves through ${stop.id}, which the configuration trusts to lead to the internet`,
    exit: STAYS_IN_VPC.has(stop.kind) ? 'internet' : 'trusted',
  };
}

/** Behind these the packets meet the VPC's own internet gateway, and Block Public Access with it. */
const STAYS_IN_VPC: ReadonlySet<HopKind> = new Set(['vpc-endpoint', 'network-interface']);

function throughProxy(path: ForwardingPath, proxy: string): ForwardingPath {
  const hop: Hop = { kind: 'proxy', id: proxy, detail: 'HTTP proxy of the environment' };
  return {
    disposition: 'LEAVES_VPC',
    hops: [...path.hops, hop],
    reason: `leaves through the proxy ${proxy}`,
    stop: { kind: 'proxy', id: proxy },
  };
}

function withPublicAccess(
  snapshot: Snapshot,
  question: EgressQuestion,
  path: ForwardingPath,
): ForwardingPath {
  if (reachOf(path.disposition) !== 'works' || path.exit !== 'internet') return path;
  const access = blockPublicAccess(snapshot, { path, ...question });
  if (!access.known) {
    // An optional read: unread, only the control about Block Public Access itself is unknown. That it
    // is on and its effect is not settled is another thing.
    return access.reason.kind === 'opaque' ? cannotTell(path, access, 'vpc', question.vpcId) : path;
  }
  if (!access.value.blocked) return path;
  const { mode, reason } = access.value;
  const { subnetId, vpcId } = question;
  const seen = { resource: subnetId, field: 'InternetGatewayBlockMode', value: mode };
  const gateway = path.hops.findLastIndex((hop) => hop.kind.endsWith('internet-gateway'));
  const hops = gateway === -1 ? path.hops : path.hops.slice(0, gateway + 1);
  return {
    ...path,
    disposition: 'BLOCKED_PUBLIC_ACCESS',
    reason: `VPC Block Public Access: ${reason}`,
    stop: { kind: 'vpc', id: vpcId },
    hops: hops.map((hop, index) =>
      index === gateway ? { ...hop, seen: [...(hop.seen ?? []), seen] } : hop,
    ),
  };
}

/** The path as far as it is known, and why its end is not. */
function cannotTell<P extends Path>(path: P, fact: Unknown, kind: HopKind, id: string): P {
  return { ...path, ...endsUnread(fact, kind, id), hops: path.hops };
}

/** A path is of no use to what finds no address for the name it wants. */
export function withNames<P extends Path>(snapshot: Snapshot, vpcId: string, path: P): P {
  const resolver = resolverOf(snapshot, vpcId);
  if (!resolver.known) return unresolved(path, resolver, vpcId);
  switch (resolver.value.kind) {
    case 'vpc-resolver':
      return path;
    case 'other-servers':
      return unresolved(path, opaqueServers(resolver.value.servers), vpcId);
    case 'none':
      return {
        ...path,
        disposition: 'NAME_NOT_RESOLVED',
        hops: [
          {
            kind: 'dns',
            id: vpcId,
            detail: 'enableDnsSupport is false',
            seen: [{ resource: vpcId, field: 'EnableDnsSupport.Value', value: 'false' }],
          },
          ...path.hops,
        ],
        reason: `${vpcId} resolves no names: enableDnsSupport is false and its DHCP options name no other server`,
        stop: { kind: 'dns', id: vpcId },
      };
  }
}

/** A path that works by addresses, or may, where nobody knows whether its name has one. */
function unresolved<P extends Path>(path: P, fact: Unknown, vpcId: string): P {
  switch (reachOf(path.disposition)) {
    case 'works':
      return cannotTell(path, fact, 'dns', vpcId);
    case 'indirect':
      return { ...path, unknown: fact.reason };
    case 'unknown':
    case 'broken':
      return path;
  }
}

function opaqueServers(servers: readonly string[]): Unknown {
  const detail = `names are resolved by ${servers.join(', ')}, whose answers are not known`;
  return { known: false, reason: { kind: 'opaque', detail } };
}
