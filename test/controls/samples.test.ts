import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgeSample, readSamples, SAMPLES_FOLDER } from '../../scripts/control-sample.ts';
import type { Sample } from '../../scripts/control-sample.ts';
import type { Control } from '../../shared/controls/define-control.ts';
import { CONTROLS } from '../../shared/controls/registry.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

function statuses(control: Control, sample: Sample): readonly string[] {
  return judgeSample(control, sample).map((verdict) => verdict.status);
}

describe('samples on the control pages', () => {
  it('exist for every control and for nothing else', () => {
    const files = readdirSync(path.join(ROOT, SAMPLES_FOLDER)).map((file) => file.slice(0, -5));
    expect(files.toSorted()).toEqual(CONTROLS.map(({ meta }) => meta.name).toSorted());
  });

  it.each(CONTROLS.map((control) => [control.meta.name, control] as const))(
    '%s',
    (name, control) => {
      const samples = readSamples(ROOT, name);
      expect(new Set(statuses(control, samples.passing))).toEqual(new Set(['PASSED']));
      const [other, verdict] =
        'failing' in samples ? [samples.failing, 'FAILED'] : [samples.undecided, 'UNKNOWN'];
      expect(statuses(control, other)).toContain(verdict);
    },
  );
});
