import type { SnapshotPart } from '../model/snapshot-part.ts';

/**
 * What is known of one function with all its versions: items of `Functions` (tags included, environment
 * values reduced), `Aliases`, `ProvisionedConcurrencyConfigs`, `EventSourceMappings` and
 * `FunctionEventInvokeConfigs`, with their gaps.
 */
export interface InventoriedFunction {
  /** Unqualified. */
  readonly functionArn: string;
  readonly region: string;
  /** The VPCs of $LATEST and of every published version, from their subnets; empty outside any VPC. */
  readonly vpcIds: readonly string[];
  /** Execution roles of all versions. */
  readonly roleArns: readonly string[];
  readonly capacityProviderArns: readonly string[];
  /** When Lambda was asked: ISO 8601, UTC. */
  readonly capturedAt: string;
  /** The sweep that last saw it; absent for a function that no sweep has seen yet. */
  readonly sweepId?: string;
  readonly part: SnapshotPart;
}

/** A function without its part, as an index gives it. */
export type FunctionReference = Pick<InventoriedFunction, 'functionArn' | 'region' | 'vpcIds'>;

/** The functions of the account, so that a network change costs no call of Lambda's control plane. */
export interface FunctionInventory {
  /** Every function with a version in the VPC. */
  inVpc(region: string, vpcId: string): Promise<readonly InventoriedFunction[]>;
  get(functionArns: readonly string[]): Promise<readonly InventoriedFunction[]>;
  /** Functions of which a version runs with the role; `roleArn` as IAM writes it, path included. */
  withRole(roleArn: string): Promise<readonly FunctionReference[]>;
  withCapacityProvider(capacityProviderArn: string): Promise<readonly FunctionReference[]>;
  /**
   * Stores the function unless what is stored was captured later; answers whether it was stored. Its
   * place in the indexes follows: a function that left a VPC is no longer found there.
   */
  put(item: InventoriedFunction): Promise<boolean>;
  /** Removes a function that Lambda says does not exist, unless it was captured after `asOf`. */
  remove(functionArn: string, asOf: string): Promise<void>;
  /** References of a region, page by page: those that the sweep did not see are gone. */
  page(
    region: string,
    from: string | undefined,
  ): Promise<{
    readonly functions: readonly (FunctionReference & {
      readonly sweepId?: string;
      readonly capturedAt: string;
    })[];
    readonly next: string | undefined;
  }>;
}
