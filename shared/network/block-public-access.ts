import { known, unknown } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import type { Subnet, VpcBlockPublicAccessExclusion } from '../model/ec2.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { ForwardingPath } from './forwarding-path.ts';

/**
 * VPC Block Public Access: what it does to a path that reaches an internet or egress-only gateway
 * (https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html).
 */

export interface BlockPublicAccess {
  readonly blocked: boolean;
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

/** Whether Block Public Access cuts the path. Unknown where the mode or the exclusions were not read. */
export function blockPublicAccess(
  snapshot: Snapshot,
  { vpcId, subnetId, path }: PathOnItsWay,
): Fact<BlockPublicAccess> {
  const mode = blockMode(snapshot, subnetId);
  if (!mode.known) return mode;
  const kinds = new Set(path.hops.map((hop) => hop.kind));
  const byNat = kinds.has('nat-gateway');
  const byEgressOnly = kinds.has('egress-only-internet-gateway');
  switch (mode.value) {
    case 'off':
      return open('Block Public Access is off');
    case 'block-ingress':
      if (byNat || byEgressOnly) return open('block-ingress lets NAT and egress-only gateways out');
      return decide(snapshot, [vpcId, subnetId], ['allow-bidirectional'], mode.value);
    case 'block-bidirectional':
      break;
    default:
      return unknown({ kind: 'opaque', detail: `Block Public Access mode ${mode.value}` });
  }
  if (!byNat) return decide(snapshot, [vpcId, subnetId], ANY_EXCLUSION, mode.value);
  return decideForNat(snapshot, { vpcId, subnetId, path }, mode.value);
}

const ANY_EXCLUSION = ['allow-bidirectional', 'allow-egress'];

/**
 * The text read does not settle which of two subnets counts when only one of them is excluded, so that
 * case stays unknown; the same for a regional NAT gateway, which has no subnet.
 */
function decideForNat(
  snapshot: Snapshot,
  { vpcId, subnetId, path }: PathOnItsWay,
  mode: string,
): Fact<BlockPublicAccess> {
  const exclusions = exclusionsInForce(snapshot, ANY_EXCLUSION);
  if (!exclusions.known) return exclusions;
  if (exclusions.value.has(vpcId)) return open(`${vpcId} is excluded`);
  const subnetIds = [...new Set([subnetId, path.natSubnetId ?? 'a regional NAT gateway'])];
  const excluded = subnetIds.filter((id) => exclusions.value.has(id));
  if (excluded.length === 0)
    return blocked(`${mode}, and neither ${vpcId} nor a subnet is excluded`);
  return excluded.length === subnetIds.length
    ? open(`${excluded.join(' and ')} are excluded`)
    : unknown({
        kind: 'opaque',
        detail: `of ${subnetIds.join(' and ')} only ${excluded.join(', ')} is excluded from Block Public Access, and AWS does not say which one counts`,
      });
}

function decide(
  snapshot: Snapshot,
  ids: readonly string[],
  modes: readonly string[],
  mode: string,
): Fact<BlockPublicAccess> {
  const exclusions = exclusionsInForce(snapshot, modes);
  if (!exclusions.known) return exclusions;
  const excluded = ids.find((id) => exclusions.value.has(id));
  return excluded === undefined
    ? blocked(`${mode}, and neither of ${ids.join(', ')} has an exclusion of ${modes.join(' or ')}`)
    : open(`${excluded} is excluded`);
}

/** The ids of VPCs and subnets with an exclusion of one of the modes that is in force. */
function exclusionsInForce(
  snapshot: Snapshot,
  modes: readonly string[],
): Fact<ReadonlySet<string>> {
  const exclusions = snapshot.all('VpcBlockPublicAccessExclusions');
  return exclusions.known
    ? known(
        new Set(
          exclusions.value
            .filter((one) => IN_FORCE.has(one.State ?? '') && modes.includes(modeOf(one)))
            .map((one) => one.ResourceArn?.split('/').at(-1) ?? ''),
        ),
      )
    : exclusions;
}

function modeOf(exclusion: VpcBlockPublicAccessExclusion): string {
  return exclusion.InternetGatewayExclusionMode ?? '';
}

/**
 * The mode that binds the subnet. In a shared VPC it is the owner's, which only the subnet itself shows;
 * elsewhere the account's options decide, and a subnet that says `off` needs no further look.
 */
function blockMode(snapshot: Snapshot, subnetId: string): Fact<string> {
  const found = snapshot.get('Subnets', subnetId);
  const subnet: Subnet | undefined = found.known ? found.value : undefined;
  const effective = subnet?.BlockPublicAccessStates?.InternetGatewayBlockMode;
  const isForeign = subnet?.OwnerId !== undefined && subnet.OwnerId !== snapshot.accountId;
  const options = snapshot.all('VpcBlockPublicAccessOptions');
  if (isForeign) {
    return effective === undefined
      ? unknown({
          kind: 'opaque',
          detail: `the owner of ${subnetId} decides on Block Public Access`,
        })
      : known(effective);
  }
  if (options.known) return known(options.value[0]?.InternetGatewayBlockMode ?? 'off');
  return effective === 'off' ? known(effective) : options;
}

function open(reason: string): Fact<BlockPublicAccess> {
  return known({ blocked: false, reason });
}

function blocked(reason: string): Fact<BlockPublicAccess> {
  return known({ blocked: true, reason });
}
