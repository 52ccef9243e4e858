import * as z from 'zod/mini';
import { splitFunctionArn } from '../../../model/arn.ts';
import { COLLECTIONS } from '../../../model/collections.ts';
import type { Item } from '../../../model/collections.ts';
import { instant } from '../../../model/instant.ts';
import type { SweepState } from '../../../ports/sweep-state.ts';
import { noteExpiry } from './expiry.ts';
import { readItem, readValue } from './read-item.ts';
import type { StateStore } from './state-store.ts';
import { mappingKey, mappingsOf, sweepKey } from './table-keys.ts';

const runSchema = z.object({
  sweepId: z.string(),
  reportedAt: z.string(),
  /** The last step that was done. */
  step: z.number(),
  finished: z.boolean(),
});

const noteSchema = z.object({ pk: z.string(), sk: z.string(), mapping: z.string() });

/** The sweep that is or was under way, in one item, and the mappings that wait for their functions. */
export function sweepState({ table, now: clock }: StateStore): SweepState {
  async function currentRun() {
    const item = await table.get(sweepKey());
    return item && readItem(runSchema, item);
  }

  return {
    begin: async (sweepId, now, aliveSince) => {
      const run = { sweepId, reportedAt: instant(now), step: 0, finished: false };
      const result = await table.put(
        { ...sweepKey(), ...run },
        {
          expression:
            'attribute_not_exists(#pk) OR (#sweepId <> :id AND (#finished = :yes OR #reportedAt <= :since))',
          values: { ':id': sweepId, ':yes': true, ':since': instant(aliveSince) },
        },
      );
      if (result.stored) return true;
      return result.found !== undefined && readItem(runSchema, result.found).sweepId === sweepId;
    },
    step: async (sweepId, step) => {
      const run = await currentRun();
      if (run?.sweepId !== sweepId) return 'superseded';
      return run.finished || run.step >= step ? 'done' : 'due';
    },
    done: async (sweepId, step, now) => {
      const run = { sweepId, reportedAt: instant(now), step, finished: false };
      await table.put(
        { ...sweepKey(), ...run },
        {
          expression: '#sweepId = :id AND #step < :step AND #finished = :no',
          values: { ':id': sweepId, ':step': step, ':no': false },
        },
      );
    },
    finish: async (sweepId, now) => {
      const run = await currentRun();
      if (run?.sweepId !== sweepId) return;
      await table.put(
        { ...sweepKey(), ...run, reportedAt: instant(now), finished: true },
        { expression: '#sweepId = :id', values: { ':id': sweepId } },
      );
    },
    noteMappings: async (sweepId, mappings) => {
      const expires = noteExpiry(clock);
      await Promise.all(
        mappings.flatMap((mapping) => {
          // A mapping that names no function is nobody's.
          if (mapping.FunctionArn === undefined) return [];
          const { functionArn } = splitFunctionArn(mapping.FunctionArn);
          const key = mappingKey(sweepId, functionArn, mapping.UUID);
          return table.put({ ...key, mapping: JSON.stringify(mapping), expires });
        }),
      );
    },
    mappingsOf: async (sweepId, functionArns) => {
      const partitions = await Promise.all(
        functionArns.map((arn) => table.partition(mappingsOf(sweepId, arn))),
      );
      return partitions.flat().map((item): Item<'EventSourceMappings'> => {
        const { mapping, ...key } = readItem(noteSchema, item);
        const value: unknown = JSON.parse(mapping);
        return readValue(COLLECTIONS.EventSourceMappings.schema, value, key);
      });
    },
  };
}
