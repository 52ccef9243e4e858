import * as z from 'zod/mini';
import { COLLECTIONS, COLLECTION_NAMES } from './collections.ts';
import type { SnapshotPart } from './snapshot-part.ts';

/**
 * What is read back of a snapshot that was written. The items pass the schemas of their collections
 * again, so that no field and no environment value comes in that a live reading would not bring.
 */

const reasonSchema = z.union([
  z.strictObject({
    kind: z.enum(['denied', 'failed', 'not-read']),
    call: z.string(),
    detail: z.optional(z.string()),
  }),
  z.strictObject({ kind: z.literal('opaque'), detail: z.string() }),
]);

const collectionsSchema = z.strictObject(
  Object.fromEntries(
    COLLECTION_NAMES.map((name) => [name, z.optional(z.array(COLLECTIONS[name].schema))]),
  ),
);

/** The keys of a part, for schemas of which a part is a piece. */
export const snapshotPartShape = {
  collections: collectionsSchema,
  gaps: z.array(
    z.strictObject({
      collection: z.enum(COLLECTION_NAMES),
      of: z.optional(z.string()),
      reason: reasonSchema,
    }),
  ),
  notFound: z.array(z.string()),
};

/** A part on its own. The compiler cannot see the output type: the schema is put together here. */
export const snapshotPartSchema = z.strictObject(
  snapshotPartShape,
) as unknown as z.ZodMiniType<SnapshotPart>;
