import type { Snapshot } from '../model/snapshot.ts';
import { functionUses } from './function-uses.ts';
import type { FunctionUse } from './function-uses.ts';
import type { NamedScope, Scope } from './named-scope.ts';

/** A scope while it grows from what an event names. */
export class ScopeDraft {
  readonly snapshot: Snapshot;
  readonly vpcs: Set<string>;
  readonly endpoints: Set<string>;
  readonly securityGroups: Set<string>;
  readonly roles: Set<string>;
  readonly #functions: Set<string>;
  readonly #uses: readonly FunctionUse[];

  constructor(named: NamedScope, snapshot: Snapshot) {
    this.snapshot = snapshot;
    this.vpcs = new Set(named.vpcs);
    this.endpoints = new Set(named.endpoints);
    this.securityGroups = new Set(named.securityGroups);
    this.roles = new Set(named.roles);
    this.#functions = new Set(named.functions);
    this.#uses = functionUses(snapshot);
  }

  /** Adds the functions of which some version fits, with the VPCs they are in. */
  addFunctions(fits: (use: FunctionUse) => boolean): void {
    for (const use of this.#uses) {
      if (!fits(use)) continue;
      this.#functions.add(use.functionArn);
      if (use.vpcId !== undefined) this.vpcs.add(use.vpcId);
    }
  }

  /** Adds the functions on the subnets, and those in a VPC of which nobody knows the subnets. */
  addFunctionsOn(subnetIds: ReadonlySet<string>): void {
    if (subnetIds.size === 0) return;
    this.addFunctions(
      (use) => use.unlocated || use.subnetIds.some((subnetId) => subnetIds.has(subnetId)),
    );
  }

  /** Adds everything in the VPCs. */
  addVpcs(vpcIds: Iterable<string>): void {
    for (const vpcId of vpcIds) {
      this.vpcs.add(vpcId);
      this.addFunctions((use) => use.vpcId === vpcId);
      for (const use of this.#uses.filter((one) => one.vpcId === vpcId)) {
        for (const groupId of use.securityGroupIds) this.securityGroups.add(groupId);
      }
      for (const one of this.world()) {
        for (const endpoint of one.seen('VpcEndpoints')) {
          if (endpoint.VpcId === vpcId) this.endpoints.add(endpoint.VpcEndpointId);
        }
      }
    }
  }

  /** Adds what calls through an interface endpoint in one of the VPCs: their functions and the peers'. */
  addEndpointUsers(vpcIds: Iterable<string>): void {
    const reached = new Set([...vpcIds].flatMap((vpcId) => [vpcId, ...this.peersOf(vpcId)]));
    this.addFunctions((use) => use.vpcId !== undefined && reached.has(use.vpcId));
  }

  /** The VPCs that a peering connection, whatever its state, joins to this one. */
  peersOf(vpcId: string): readonly string[] {
    return this.world().flatMap((one) =>
      one.seen('VpcPeeringConnections').flatMap(({ RequesterVpcInfo, AccepterVpcInfo }) => {
        if (RequesterVpcInfo.VpcId === vpcId) return [AccepterVpcInfo.VpcId];
        return AccepterVpcInfo.VpcId === vpcId ? [RequesterVpcInfo.VpcId] : [];
      }),
    );
  }

  /** The snapshot and those that were read with it. */
  world(): readonly Snapshot[] {
    return [this.snapshot, ...this.snapshot.neighbours];
  }

  /** The uses of functions that the event names, by ARN or, where it hides the account, by name. */
  namedUses(): readonly FunctionUse[] {
    return this.#uses.filter(
      (use) => this.#functions.has(use.functionArn) || this.#functions.has(use.name),
    );
  }

  /** Execution roles of the functions seen. */
  usedRoles(): readonly string[] {
    return this.#uses.map((use) => use.roleArn).filter((arn) => arn !== undefined);
  }

  toScope(): Scope {
    return {
      vpcs: [...this.vpcs].toSorted(),
      functions: [...this.#functions].toSorted(),
      endpoints: [...this.endpoints].toSorted(),
      securityGroups: [...this.securityGroups].toSorted(),
      roles: [...this.roles].toSorted(),
    };
  }
}
