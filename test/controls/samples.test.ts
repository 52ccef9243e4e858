import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSamples, SAMPLES_FOLDER, sampleSnapshot } from '../../scripts/control-sample.ts';
import type { Sample } from '../../scripts/control-sample.ts';
import type { Control } from '../../shared/controls/define-control.ts';
import { CONTROLS } from '../../shared/controls/registry.ts';
import { parseConfiguration } from '../../shared/engine/configuration.ts';
import { evaluate } from '../../shared/engine/evaluate.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

function statuses(control: Control, sample: Sample): readonly string[] {
  const parsed = parseConfiguration(sample.configuration ?? {}, CONTROLS);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const { verdicts } = evaluate(sampleSnapshot(sample), parsed.configuration, [control]);
  return verdicts.map((verdict) => verdict.status);
}

describe('samples on the control pages', () => {
  it('exist for every control and for nothing else', () => {
    const files = readdirSync(path.join(ROOT, SAMPLES_FOLDER)).map((file) => file.slice(0, -5));
    expect(files.toSorted()).toEqual(CONTROLS.map(({ meta }) => meta.name).toSorted());
  });

  it.each(CONTROLS.map((control) => [control.meta.name, control] as const))(
    '%s',
    (name, control) => {
      const { passing, failing } = readSamples(ROOT, name);
      expect(new Set(statuses(control, passing))).toEqual(new Set(['PASSED']));
      expect(statuses(control, failing)).toContain('FAILED');
    },
  );
});
