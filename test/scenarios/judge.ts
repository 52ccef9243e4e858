import { CONTROLS } from '../../shared/controls/registry.ts';
import { parseConfiguration } from '../../shared/engine/configuration.ts';
import { evaluate } from '../../shared/engine/evaluate.ts';
import type { Verdict } from '../../shared/engine/evaluate.ts';
import { snapshotOf } from '../builders/topology.ts';
import type { Topology } from '../builders/topology.ts';

/** The verdicts of every control on a topology, with the topology's own configuration. */
export function judge({ given, configuration }: Topology): readonly Verdict[] {
  const parsed = parseConfiguration(configuration ?? {}, CONTROLS);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return evaluate(snapshotOf({ given }), parsed.configuration, CONTROLS).verdicts;
}
