import { thenFact, unknown } from '../../model/fact.ts';
import type { Fact, Unknown } from '../../model/fact.ts';
import { groupBy } from '../../model/group-by.ts';
import type { HostNeed } from '../../needs/need.ts';
import { reachOf } from '../../network/disposition.ts';
import type { Path } from '../../network/disposition.ts';
import { groupsLetIn } from '../../network/flow-filters.ts';
import { subnetsOf } from '../../network/flow.ts';
import type { FlowDestination, FlowSource, InterfaceDestination } from '../../network/flow.ts';
import { withNames } from '../../network/internet-egress.ts';
import type { NetworkAclGap } from '../../network/network-acl-flow.ts';
import { addressesText } from '../../network/public-destination.ts';
import type { SecurityGroupCoverage } from '../../network/security-group-coverage.ts';
import { answerTolerance } from '../egress/network-acl-parameters.ts';
import { traceOfFlow } from '../flow-traces.ts';
import { pathDoubt, reachAs } from '../function-flows.ts';
import type { NeedContext } from '../need-destinations.ts';
import { aclsLetFlowThrough, groupsLetFlowOut, routeOfFlow } from '../need-filters.ts';
import type { NeedFlow } from '../need-filters.ts';

/** Something in the chain from a function to a resource that certainly does not hold. */
export type BrokenLink =
  | {
      readonly what: 'egress' | 'ingress';
      readonly groupIds: readonly string[];
      readonly port: number;
      /** Addresses that no rule covers. */
      readonly missing: string;
    }
  | { readonly what: 'acl'; readonly gap: NetworkAclGap }
  /** `from`: a subnet; for names the VPC. */
  | { readonly what: 'path'; readonly from: string; readonly path: Path }
  /** `field`: where AWS's answer says the status. */
  | {
      readonly what: 'not-serving';
      readonly id: string;
      readonly field: string;
      readonly status: string;
    }
  /** The function is outside every VPC and the resource has no public address. */
  | { readonly what: 'unattached' }
  /** The function is outside every VPC and the resource's groups admit no public address. */
  | {
      readonly what: 'closed-outside';
      readonly groupIds: readonly string[];
      readonly port: number;
    };

export interface Chain {
  readonly broken: readonly BrokenLink[];
  readonly doubts: readonly Unknown[];
}

/** The link of one side's groups, if they do not cover the flow. */
function brokenGroups(
  what: 'egress' | 'ingress',
  coverage: SecurityGroupCoverage,
  port: number,
): readonly BrokenLink[] {
  if (coverage.covered) return [];
  const missing = addressesText(coverage.missing);
  return [{ what, groupIds: coverage.groupIds, port, missing }];
}

/** Asks the links of a chain one by one and keeps what does not hold. */
export class ChainLinks {
  readonly #broken: BrokenLink[];
  readonly #doubts: Unknown[];
  readonly #gaps = new Set<string>();
  readonly #context: NeedContext;
  readonly #need: HostNeed;
  readonly #destination: FlowDestination;

  constructor(context: NeedContext, need: HostNeed, destination: FlowDestination, start: Chain) {
    this.#broken = [...start.broken];
    this.#doubts = [...start.doubts];
    this.#context = context;
    this.#need = need;
    this.#destination = destination;
  }

  chain(): Chain {
    return { broken: this.#broken, doubts: this.#doubts };
  }

  /** The function's groups are the same in all of its subnets. */
  egress(): void {
    const [source] = this.#context.sources;
    if (source === undefined) return;
    this.#coverage('egress', groupsLetFlowOut(this.#context, this.#flow(source)));
  }

  /** The resource's groups have to admit every subnet, or the NAT gateways that stand between. */
  ingress(destination: InterfaceDestination): void {
    const { snapshot, sources } = this.#context;
    const byNat = groupBy(sources, (source) => [this.#route(source).natGatewayId ?? '']);
    for (const members of byNat.values()) {
      const subnets = subnetsOf(
        snapshot,
        members.map(({ subnetId }) => subnetId),
      );
      const [source] = members;
      if (source === undefined) continue;
      const coverage = thenFact(subnets, (list) =>
        groupsLetIn(snapshot, source, list, destination, this.#route(source)),
      );
      this.#coverage('ingress', coverage);
    }
  }

  /** What stops the flow from one subnet, or its answer, beside the groups. */
  from(source: FlowSource): void {
    const { subnetId } = source;
    const flow = this.#flow(source);
    const route = this.#route(source);
    const isRouted = this.#path(subnetId, route);
    const tolerance = answerTolerance(this.#context.configuration);
    const acls = aclsLetFlowThrough(this.#context, flow, tolerance);
    if (!acls.known) this.#doubts.push(acls);
    else if (acls.value.outcome === 'denied') {
      if (acls.value.severity === 'major') {
        for (const gap of acls.value.gaps) this.#gap(gap);
      }
      if (acls.value.unread !== undefined) this.#doubts.push(unknown(acls.value.unread));
    }
    if (!isRouted || this.#broken.some(({ what }) => what !== 'path')) return;
    // Groups, route and network ACLs hold, so what the trace finds is the answer's way.
    this.#path(subnetId, traceOfFlow(this.#context, source, this.#destination));
  }

  /** A name has no address where the VPC resolves none. */
  name(vpcId: string): void {
    const { snapshot } = this.#context;
    const arrives = { disposition: 'REACHED', hops: [], reason: 'the name is resolved' } as const;
    this.#path(vpcId, withNames<Path>(snapshot, vpcId, arrives));
  }

  /** Subnets of the function meet the same network ACL at the resource. */
  #gap(gap: NetworkAclGap): void {
    const key = [gap.networkAclId, gap.subnetId, gap.direction, gap.denied.format()].join(' ');
    if (this.#gaps.has(key)) return;
    this.#gaps.add(key);
    this.#broken.push({ what: 'acl', gap });
  }

  #route(source: FlowSource) {
    return routeOfFlow(this.#context, this.#flow(source));
  }

  #flow(source: FlowSource): NeedFlow {
    return { need: this.#need, source, destination: this.#destination };
  }

  /** Whether the path works as far as is known. */
  #path(from: string, path: Path): boolean {
    const reach =
      this.#destination.kind === 'internet'
        ? reachAs(this.#context.configuration, path)
        : reachOf(path.disposition);
    if (reach === 'works') return true;
    const doubt = reach === 'broken' ? undefined : pathDoubt(path);
    if (doubt === undefined) this.#broken.push({ what: 'path', from, path });
    else this.#doubts.push(doubt);
    return false;
  }

  #coverage(what: 'egress' | 'ingress', coverage: Fact<SecurityGroupCoverage>): void {
    if (!coverage.known) this.#doubts.push(coverage);
    else this.#broken.push(...brokenGroups(what, coverage.value, this.#destination.port));
  }
}
