import { splitFunctionArn } from '../../model/arn.ts';
import type { Item } from '../../model/collections.ts';
import { groupBy } from '../../model/group-by.ts';
import type { SweepState } from '../../ports/sweep-state.ts';

interface Run {
  readonly sweepId: string;
  readonly reportedAt: string;
  /** The last step that was done. */
  readonly step: number;
  readonly finished: boolean;
}

type Mapping = Item<'EventSourceMappings'>;

/** What sweeps remember, as long as the process lasts. */
export function memorySweeps(): SweepState {
  let run: Run | undefined;
  /** By sweep and function, then by UUID. */
  const noted = new Map<string, Map<string, Mapping>>();
  return {
    begin: async (sweepId, now, aliveSince) => {
      if (run?.sweepId === sweepId) return true;
      const isAlive = run !== undefined && !run.finished && isLater(run.reportedAt, aliveSince);
      if (isAlive) return false;
      run = { sweepId, reportedAt: now, step: 0, finished: false };
      return true;
    },
    step: async (sweepId, step) => {
      if (run?.sweepId !== sweepId) return 'superseded';
      return run.finished || run.step >= step ? 'done' : 'due';
    },
    done: async (sweepId, step, now) => {
      if (run?.sweepId !== sweepId || run.step >= step) return;
      run = { ...run, step, reportedAt: now };
    },
    finish: async (sweepId, now) => {
      if (run?.sweepId === sweepId) run = { ...run, finished: true, reportedAt: now };
    },
    noteMappings: async (sweepId, mappings) => {
      for (const [functionArn, own] of groupBy(mappings, functionOf)) {
        const key = `${sweepId} ${functionArn}`;
        const byId = noted.get(key) ?? new Map<string, Mapping>();
        for (const mapping of own) byId.set(mapping.UUID, mapping);
        noted.set(key, byId);
      }
    },
    mappingsOf: async (sweepId, functionArns) =>
      functionArns.flatMap((arn) => [...(noted.get(`${sweepId} ${arn}`)?.values() ?? [])]),
  };
}

/** A mapping that names no function is nobody's. */
function functionOf({ FunctionArn }: Mapping): readonly string[] {
  return FunctionArn === undefined ? [] : [splitFunctionArn(FunctionArn).functionArn];
}

function isLater(time: string, than: string): boolean {
  return Date.parse(time) > Date.parse(than);
}
