import type { AuditUnit } from '../events/audit-unit.ts';
import type { Cause } from '../findings/stored-finding.ts';
import type { ChangeQueue } from '../ports/change-queue.ts';

/** VPCs that are audited for one message; those of more are audited by messages of their own. */
export const MOST_VPCS = 10;

const UNITS_IN_REQUEST = 5;
const ROLES_IN_REQUEST = 5;

/** A VPC takes about 13 calls of EC2, which shares its quota with the users' own. */
const SECONDS_BETWEEN_REQUESTS = 15;

/** SQS delays a message no longer. */
const LONGEST_DELAY_SECONDS = 900;

/** Requests the audit of many units, spread over time. */
export async function spreadUnits(
  units: readonly AuditUnit[],
  cause: Cause,
  queue: ChangeQueue,
): Promise<void> {
  const chunks = chunksOf(units, UNITS_IN_REQUEST);
  for (const [index, chunk] of chunks.entries()) {
    const delay = delayOf(index, chunks.length);
    await queue.request({ kind: 'audit', units: chunk, cause }, delay);
  }
}

/** Requests the audit of the functions of many roles, which are to be read again first. */
export async function spreadRoles(
  roleArns: readonly string[],
  cause: Cause,
  queue: ChangeQueue,
): Promise<void> {
  const chunks = chunksOf(roleArns, ROLES_IN_REQUEST);
  for (const [index, chunk] of chunks.entries()) {
    const delay = delayOf(index, chunks.length);
    await queue.request({ kind: 'audit', units: [], roleArns: chunk, cause }, delay);
  }
}

function delayOf(index: number, count: number): number {
  const seconds = Math.min(SECONDS_BETWEEN_REQUESTS, LONGEST_DELAY_SECONDS / count);
  return Math.floor(index * seconds);
}

function chunksOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
