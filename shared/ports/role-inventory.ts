import type { SnapshotPart } from '../model/snapshot-part.ts';

/** An execution role with its policies: items of `RoleDetailList` and `Policies`, or why they are unknown. */
export interface InventoriedRole {
  readonly roleArn: string;
  /** Managed policies attached to it or bounding it. */
  readonly policyArns: readonly string[];
  /** When IAM was asked: ISO 8601, UTC. */
  readonly capturedAt: string;
  readonly part: SnapshotPart;
}

/** The execution roles of functions, so that a network change costs no call of IAM. */
export interface RoleInventory {
  get(roleArns: readonly string[]): Promise<readonly InventoriedRole[]>;
  /** ARNs of inventoried roles that the managed policy is attached to or bounds. */
  withPolicy(policyArn: string): Promise<readonly string[]>;
  /** The inventoried role with the name; events name roles without their path. */
  named(roleName: string): Promise<string | undefined>;
  /** Stores the role unless what is stored was captured later; answers whether it was stored. */
  put(role: InventoriedRole): Promise<boolean>;
  remove(roleArn: string, asOf: string): Promise<void>;
}
