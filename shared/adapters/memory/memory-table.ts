import type { ResourceFindings } from '../../findings/stored-finding.ts';
import type { VpcIndex } from '../../events/vpc-index.ts';
import type { SnapshotPart } from '../../model/snapshot-part.ts';
import type { InventoriedFunction } from '../../ports/function-inventory.ts';
import type { InventoriedRole } from '../../ports/role-inventory.ts';
import { Newest } from './newest.ts';

/** What the state table holds, in memory. */
export interface MemoryTable {
  /** By unqualified ARN. */
  readonly functions: Newest<InventoriedFunction>;
  /** By name: IAM has one role of a name in an account, whatever its path. */
  readonly roles: Newest<InventoriedRole>;
  /** By region and topic. */
  readonly facts: Newest<{ readonly region: string; readonly part: SnapshotPart }>;
  /** By region and VPC. */
  readonly indexes: Newest<VpcIndex>;
  /** Capture time of the last claim, by unit. */
  readonly claims: Map<string, string>;
  /** By resource. */
  readonly findings: Map<string, ResourceFindings>;
  /** When the first audit of the series is due, by unit. */
  readonly settling: Map<string, string>;
}

export function memoryTable(): MemoryTable {
  return {
    functions: new Newest(),
    roles: new Newest(),
    facts: new Newest(),
    indexes: new Newest(),
    claims: new Map(),
    findings: new Map(),
    settling: new Map(),
  };
}
