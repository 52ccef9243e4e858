import * as z from 'zod/mini';
import { problemsOf } from './input-problem.ts';
import type { InputProblem } from './input-problem.ts';
import { snapshotPartShape } from './snapshot-part-schema.ts';
import type { SnapshotContent } from './snapshot.ts';

/**
 * The file that `collect` writes: `{ schemaVersion, snapshots: [...] }`, each snapshot in AWS's answer
 * shapes. Everything passes the schemas of the collections again on its way in, so a file that was
 * edited by hand brings no field and no environment value that a live reading would not.
 */

/** Raised when a reader of the previous version would misread the file. */
export const SNAPSHOT_SCHEMA_VERSION = 1;

const documentSchema = z.strictObject({
  schemaVersion: z.literal(SNAPSHOT_SCHEMA_VERSION),
  snapshots: z
    .array(
      z.strictObject({
        accountId: z
          .string()
          .check(z.regex(/^\d{12}$/, { error: 'expected an account id of 12 digits' })),
        region: z.string().check(z.minLength(1)),
        partition: z.string().check(z.minLength(1)),
        capturedAt: z.iso.datetime(),
        ...snapshotPartShape,
      }),
    )
    .check(z.minLength(1)),
});

/** The text of the file; ends with a newline. */
export function serialiseSnapshots(snapshots: readonly SnapshotContent[]): string {
  return `${JSON.stringify({ schemaVersion: SNAPSHOT_SCHEMA_VERSION, snapshots })}\n`;
}

/** Whether a parsed JSON value claims to be such a file, of whatever version. */
export function isSnapshotDocument(input: unknown): boolean {
  return (
    typeof input === 'object' &&
    input !== null &&
    Object.hasOwn(input, 'schemaVersion') &&
    Object.hasOwn(input, 'snapshots')
  );
}

/** Checks the parsed JSON of such a file. */
export function parseSnapshotDocument(
  input: unknown,
): { snapshots: readonly SnapshotContent[] } | { problems: readonly InputProblem[] } {
  const version = versionOf(input);
  if (version !== undefined && version > SNAPSHOT_SCHEMA_VERSION) {
    const message =
      `the snapshot has schema version ${version} and this program reads up to version ` +
      `${SNAPSHOT_SCHEMA_VERSION}: update lambda-vpc-auditor, or collect the snapshot again`;
    return { problems: [{ path: ['schemaVersion'], message }] };
  }
  const result = documentSchema.safeParse(input);
  if (!result.success) return { problems: problemsOf(result.error, input) };
  // The schema is put together from the collections, so the compiler cannot see its output type.
  return { snapshots: result.data.snapshots as readonly SnapshotContent[] };
}

function versionOf(input: unknown): number | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  const version: unknown = Reflect.get(input, 'schemaVersion');
  return typeof version === 'number' ? version : undefined;
}
