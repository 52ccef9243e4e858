import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod/mini';
import type { Control } from '../shared/controls/define-control.ts';
import { CONTROLS } from '../shared/controls/registry.ts';
import { parseConfiguration } from '../shared/engine/configuration.ts';
import { evaluate } from '../shared/engine/evaluate.ts';
import type { Verdict } from '../shared/engine/evaluate.ts';
import { COLLECTIONS, COLLECTION_NAMES } from '../shared/model/collections.ts';
import type { SnapshotContent } from '../shared/model/snapshot.ts';
import { Snapshot } from '../shared/model/snapshot.ts';

/**
 * The samples of the control pages: AWS answers on which a control passes and on which it fails. They
 * are shown on the page as they are and judged by a test, so a page cannot promise what is not so.
 */

const answers = z.partialRecord(
  z.enum(COLLECTION_NAMES as [string, ...string[]]),
  z.array(z.unknown()),
);

const sampleSchema = z.strictObject({
  /** One sentence: what the answers show. */
  says: z.string().check(z.minLength(10)),
  answers,
  configuration: z.optional(z.record(z.string(), z.unknown())),
});
export type Sample = z.infer<typeof sampleSchema>;

const samplesSchema = z.union([
  z.strictObject({ passing: sampleSchema, failing: sampleSchema }),
  /** A control that nothing in AWS's answers can fail: what it cannot decide. */
  z.strictObject({ passing: sampleSchema, undecided: sampleSchema }),
]);
export type Samples = z.infer<typeof samplesSchema>;

/** Folder of the samples, from the root of the repository. */
export const SAMPLES_FOLDER = 'docs/controls/samples';

/** The samples of a control; throws where the file is missing or malformed. */
export function readSamples(root: string, control: string): Samples {
  const file = path.join(root, SAMPLES_FOLDER, `${control}.json`);
  if (!existsSync(file))
    throw new Error(`${control} has no samples: write ${SAMPLES_FOLDER}/${control}.json`);
  return samplesSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** A sample as a snapshot of account 111122223333 in us-east-1: what it does not show is not read. */
export function sampleSnapshot(sample: Sample): Snapshot {
  const collections = Object.fromEntries(
    Object.entries(sample.answers).map(([name, items]) => [
      name,
      items?.map((item) => COLLECTIONS[name as keyof typeof COLLECTIONS].schema.parse(item)),
    ]),
  ) as SnapshotContent['collections'];
  return new Snapshot({
    accountId: '111122223333',
    region: 'us-east-1',
    partition: 'aws',
    capturedAt: '2026-11-20T12:00:00.000Z',
    collections,
    gaps: [],
    notFound: [],
  });
}

/** What a control says of a sample; throws where the sample's configuration is wrong. */
export function judgeSample(control: Control, sample: Sample): readonly Verdict[] {
  const parsed = parseConfiguration(sample.configuration ?? {}, CONTROLS);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return evaluate(sampleSnapshot(sample), parsed.configuration, [control]).verdicts;
}
