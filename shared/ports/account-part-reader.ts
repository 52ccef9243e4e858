import type { Fact } from '../model/fact.ts';
import type { SnapshotPart } from '../model/snapshot-part.ts';
import type { InventoriedFunction } from './function-inventory.ts';
import type { RegionTopic } from './region-facts.ts';
import type { InventoriedRole } from './role-inventory.ts';

/**
 * Reads parts of the account, each as cheap as it can be. A denied or failing call is a gap in the part;
 * a reader rejects only where nothing can be read at all (`AccountAccessError`).
 */
export interface AccountPartReader {
  /**
   * The network of VPCs of one region: everything filtered by VPC, in about a dozen calls however many
   * VPCs. Peers of this account and region are read with them, and theirs are not; so are VPCs that a
   * group of theirs is associated with, or that hold what their functions name. The part's `vpcIds` names
   * all that were read. A VPC that EC2 says does not exist is in `notFound`.
   *
   * @param alreadyKnown what names subnets and groups, which may exist no longer, and which peers are in
   *   use, whose names matter then; without it only peers with an interface endpoint count
   */
  vpcs(
    region: string,
    vpcIds: readonly string[],
    alreadyKnown?: AlreadyKnown,
  ): Promise<SnapshotPart>;
  /**
   * One function with its versions, or undefined where Lambda says that it does not exist; unknown
   * where Lambda did not answer, so that nothing is concluded.
   *
   * @param functionArn unqualified
   * @param kept what the inventory holds of it, to spare questions whose answer it knows
   */
  lambdaFunction(
    region: string,
    functionArn: string,
    kept?: KeptFunction,
  ): Promise<Fact<InventoriedFunction | undefined>>;
  /** One role with its policies, or undefined where IAM says that it does not exist. */
  role(roleArn: string): Promise<Fact<InventoriedRole | undefined>>;
  /**
   * The VPCs of resources that no index knows, by asking EC2 for the ids; what does not exist or may not
   * be asked for is left out. Rejects where EC2 did not answer: who was left out then would not be
   * audited.
   */
  locate(region: string, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
}

/** What the inventory holds of one function and of the roles that it was seen to run with. */
export interface KeptFunction {
  readonly item: InventoriedFunction;
  readonly roles: readonly InventoriedRole[];
}

/**
 * What inventory and region facts know of VPCs: functions, capacity providers, services, databases, file
 * systems, associations of security groups. Asked with the VPCs that are read, again where these turn
 * out to be more.
 */
export type AlreadyKnown = (vpcIds: readonly string[]) => Promise<SnapshotPart>;

/** Reads what the sweep and refreshes need: listings of the whole account, step by step. */
export interface AccountListing {
  /** One topic of a region's facts. */
  topic(region: string, topic: RegionTopic): Promise<SnapshotPart>;
  /**
   * One page of the region's functions, all versions, as Lambda lists them: without state and tags,
   * environment values reduced.
   */
  functions(region: string, marker: string | undefined): Promise<FunctionPage>;
  /** One page of the region's event source mappings. */
  eventSourceMappings(region: string, marker: string | undefined): Promise<ListingPage>;
  /**
   * What the listing leaves out of some functions, each with all its versions: state of attached
   * versions in use, tags, aliases, provisioned concurrency, destinations. Functions that were deleted
   * since they were listed are in `notFound`.
   *
   * @param listed items of `Functions`, with their `EventSourceMappings`, roles and policies
   * @returns the functions completed, and every collection that was read for them
   */
  functionDetails(region: string, listed: SnapshotPart): Promise<SnapshotPart>;
  /** Ids of the region's VPCs that hold an interface or gateway endpoint. */
  vpcs(region: string): Promise<Fact<readonly string[]>>;
  /**
   * The roles of a page of the account's authorization details, with the managed policies they use.
   *
   * @param wanted the roles that matter, of those that it is given: the policies of others are not read
   */
  authorizationDetails(
    marker: string | undefined,
    wanted?: WantedRoles,
  ): Promise<SnapshotPart & { next?: string }>;
  /** What the account's own controls read: principals of the configuration, service control policies. */
  account(region: string, principalArns: readonly string[]): Promise<SnapshotPart>;
}

/** Tells which of some roles matter. */
export type WantedRoles = (roleArns: readonly string[]) => Promise<ReadonlySet<string>>;

/** One page of a listing. A page that could not be read is a gap, and has no next one. */
export interface ListingPage {
  readonly part: SnapshotPart;
  readonly next: string | undefined;
}

/** Versions of functions, in the order Lambda lists them; a function's versions may span pages. */
export type FunctionPage = ListingPage;
