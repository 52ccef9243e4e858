/**
 * What the last reading of a VPC found in it, by id only: enough to tell which VPCs a change reaches
 * when its event names no VPC.
 */
export interface VpcIndex {
  readonly region: string;
  readonly vpcId: string;
  /** Capture time of the snapshot behind it: ISO 8601, UTC. */
  readonly capturedAt: string;
  /**
   * Every id that belongs to the VPC or that something in it refers to, sorted, each once: subnets,
   * route tables and their associations, security groups (those that rules refer to as well), network
   * ACLs and their associations, gateways, NAT gateways with their addresses, allocations and
   * interfaces, endpoints, peering connections, prefix lists that routes and rules name, targets of
   * routes, hosted zones, profiles and resolver rules, encryption controls, capacity providers, and the
   * databases, caches and file systems its functions name.
   */
  readonly ids: readonly string[];
  /** The VPCs it is peered with, of this account and region. */
  readonly peerVpcIds: readonly string[];
  /** Whether a function or an interface or gateway endpoint is in it. */
  readonly inUse: boolean;
}
