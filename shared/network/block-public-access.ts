import type { Item } from '../model/collections.ts';
import { known, mapFact, unknown } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { ForwardingPath } from './forwarding-path.ts';

/**
 * VPC Block Public Access: what it does to a path that reaches an internet or egress-only gateway
 * (https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html).
 */

export interface BlockPublicAccess {
  readonly blocked: boolean;
  /** InternetGatewayBlockMode that binds the subnets of the path. */
  readonly mode: string;
  /** Which mode and which exclusion decide. */
  readonly reason: string;
}

interface PathOnItsWay {
  readonly vpcId: string;
  /** The function's subnet. */
  readonly subnetId: string;
  readonly path: ForwardingPath;
}

const IN_FORCE = new Set(['create-complete', 'update-complete']);

const ANY_EXCLUSION = ['allow-bidirectional', 'allow-egress'];

/**
 * Whether Block Public Access cuts the path. Unknown where the mode or the exclusions were not read, and
 * as `opaque` where they were and AWS's text does not settle what follows.
 */
export function blockPublicAccess(snapshot: Snapshot, way: PathOnItsWay): Fact<BlockPublicAccess> {
  const { vpcId, subnetId, path } = way;
  const mode = blockMode(snapshot, subnetIdsOf(snapshot, way));
  if (!mode.known) return mode;
  const kinds = new Set(path.hops.map((hop) => hop.kind));
  const byNat = kinds.has('nat-gateway');
  const byEgressOnly = kinds.has('egress-only-internet-gateway');
  switch (mode.value) {
    case 'off':
      return open(mode.value, 'Block Public Access is off');
    case 'block-ingress':
      return byNat || byEgressOnly
        ? open(mode.value, 'block-ingress lets NAT and egress-only gateways out')
        : decide(snapshot, way, [subnetId], ['allow-bidirectional'], mode.value);
    case 'block-bidirectional':
      return byEgressOnly
        ? decide(snapshot, way, [subnetId], ANY_EXCLUSION, mode.value)
        : decide(snapshot, way, subnetIdsOf(snapshot, way), ANY_EXCLUSION, mode.value);
    default:
      return unknown({
        kind: 'opaque',
        detail: `${vpcId} has Block Public Access in the mode ${mode.value}, which this version does not know`,
      });
  }
}

/**
 * The subnets that the packets are in before they reach the internet gateway: the function's, the NAT
 * gateway's, and those of endpoints and appliances in between.
 */
function subnetIdsOf(snapshot: Snapshot, { subnetId, path }: PathOnItsWay): readonly string[] {
  const ids = new Set([subnetId]);
  for (const { kind, id } of path.hops) {
    if (kind === 'nat-gateway' && path.natSubnetId === undefined) ids.add(REGIONAL);
    if (kind === 'subnet') ids.add(id);
    if (kind === 'vpc-endpoint') {
      const endpoint = snapshot.get('VpcEndpoints', id);
      const subnetIds = endpoint.known ? endpoint.value?.SubnetIds : undefined;
      for (const one of subnetIds ?? [`the subnet of ${id}`]) ids.add(one);
    }
    if (kind === 'network-interface') {
      const seen = snapshot.get('NetworkInterfaces', id);
      ids.add((seen.known ? seen.value?.SubnetId : undefined) ?? `the subnet of ${id}`);
    }
  }
  if (path.natSubnetId !== undefined) ids.add(path.natSubnetId);
  return [...ids];
}

/** Stands for the place of a regional NAT gateway, which no subnet's exclusion can name. */
const REGIONAL = 'a regional NAT gateway';

/**
 * The VPC's exclusion lets everything out, and so do those of all subnets on the way. The text read does
 * not settle which of two subnets counts when only one of them is excluded, so that stays unknown; the
 * same for a regional NAT gateway, which has no subnet.
 */
function decide(
  snapshot: Snapshot,
  { vpcId, subnetId }: PathOnItsWay,
  subnetIds: readonly string[],
  modes: readonly string[],
  mode: string,
): Fact<BlockPublicAccess> {
  const owner = ownerOf(snapshot, subnetId);
  if (owner === undefined) {
    return unknown({
      kind: 'opaque',
      detail: `the owner of ${subnetId} has Block Public Access in the mode ${mode}, and its exclusions cannot be described from here`,
    });
  }
  const exclusions = exclusionsInForce(owner, modes);
  if (!exclusions.known) return exclusions;
  if (exclusions.value.has(vpcId)) return open(mode, `${vpcId} is excluded from ${mode}`);
  const excluded = subnetIds.filter((id) => exclusions.value.has(id));
  if (excluded.length === 0) {
    const ids = [vpcId, ...subnetIds.filter((id) => id !== REGIONAL)].join(', ');
    return blocked(mode, `the mode is ${mode}, and none of ${ids} has an exclusion in force`);
  }
  return excluded.length === subnetIds.length
    ? open(
        mode,
        `${excluded.join(' and ')} ${excluded.length > 1 ? 'are' : 'is'} excluded from ${mode}`,
      )
    : unknown({
        kind: 'opaque',
        detail: `of ${subnetIds.join(' and ')} only ${excluded.join(', ')} is excluded from Block Public Access (${mode}), and AWS does not say which one counts`,
      });
}

/** The ids of VPCs and subnets with an exclusion of one of the modes that is in force. */
function exclusionsInForce(
  snapshot: Snapshot,
  modes: readonly string[],
): Fact<ReadonlySet<string>> {
  return mapFact(
    snapshot.all('VpcBlockPublicAccessExclusions'),
    (exclusions) =>
      new Set(
        exclusions
          .filter(
            (one) =>
              IN_FORCE.has(one.State ?? '') &&
              modes.includes(one.InternetGatewayExclusionMode ?? ''),
          )
          .map((one) => one.ResourceArn?.split('/').at(-1) ?? ''),
      ),
  );
}

/**
 * The snapshot of the account that owns the subnet, whose mode and exclusions bind everybody in it;
 * undefined where that account was not read.
 */
function ownerOf(snapshot: Snapshot, subnetId: string): Snapshot | undefined {
  const found = snapshot.get('Subnets', subnetId);
  const owner = found.known ? found.value?.OwnerId : undefined;
  if (owner === undefined || owner === snapshot.accountId) return snapshot;
  return snapshot.neighbours.find(
    (one) => one.accountId === owner && one.region === snapshot.region,
  );
}

/**
 * The mode that binds the subnets. In a shared VPC it is the owner's, which only the subnets themselves
 * show; elsewhere the account's options decide. Each subnet shows the mode in effect there, which an
 * exclusion turns off, so `off` without the options is sure only where all subnets show it.
 */
function blockMode(snapshot: Snapshot, subnetIds: readonly string[]): Fact<string> {
  const [first = ''] = subnetIds;
  const owner = ownerOf(snapshot, first);
  const options = owner?.all('VpcBlockPublicAccessOptions');
  if (options?.known) return known(modeIn(options.value));
  const modes = subnetIds.filter((id) => id !== REGIONAL).map((id) => effectiveMode(snapshot, id));
  const restriction = modes.find((mode) => mode !== undefined && mode !== 'off');
  if (restriction !== undefined) return known(restriction);
  if (modes.every((mode) => mode === 'off')) return known('off');
  return (
    options ??
    unknown({
      kind: 'not-read',
      call: 'ec2:DescribeSubnets',
      detail: `BlockPublicAccessStates of ${first}, whose owner decides`,
    })
  );
}

function effectiveMode(snapshot: Snapshot, subnetId: string): string | undefined {
  const found = snapshot.get('Subnets', subnetId);
  return found.known ? found.value?.BlockPublicAccessStates?.InternetGatewayBlockMode : undefined;
}

/**
 * Whether Block Public Access is off for whatever is in the subnet, wherever its packets go: a path that
 * is not known to its end then needs no answer.
 */
export function isPublicAccessOpen(snapshot: Snapshot, subnetId: string): boolean {
  const options = ownerOf(snapshot, subnetId)?.all('VpcBlockPublicAccessOptions');
  return options?.known === true && modeIn(options.value) === 'off';
}

/** There is one item; a region that answers none has nothing switched on. */
function modeIn(options: readonly Item<'VpcBlockPublicAccessOptions'>[]): string {
  return options[0]?.InternetGatewayBlockMode ?? 'off';
}

function open(mode: string, reason: string): Fact<BlockPublicAccess> {
  return known({ blocked: false, mode, reason });
}

function blocked(mode: string, reason: string): Fact<BlockPublicAccess> {
  return known({ blocked: true, mode, reason });
}
