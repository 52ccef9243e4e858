import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../../shared/controls/registry.ts';
import { runCli } from './terminal.ts';

describe('controls', () => {
  it('lists every control with what it demands', async () => {
    const { code, stdout } = await runCli(['controls']);
    expect(code).toBe(0);
    const text = stdout.replace(/\s+/g, ' ');
    for (const { meta } of CONTROLS) {
      expect(text).toContain(`${meta.severity} ${meta.name}`);
    }
    expect(text).toContain(`${CONTROLS.length} controls.`);
  });

  it.each(CONTROLS.map(({ meta }) => [meta.name, meta] as const))(
    '%s: why, how to repair, every parameter',
    async (name, meta) => {
      const { code, stdout } = await runCli(['controls', name]);
      const text = stdout.replace(/\s+/g, ' ');
      expect(code).toBe(0);
      for (const part of [meta.title, meta.rationale, meta.remediation.text, ...meta.facts]) {
        expect(text).toContain(part.replace(/\s+/g, ' '));
      }
      for (const parameter of Object.keys(meta.parameters.shape)) {
        expect(text).toContain(`${parameter} (default `);
      }
      expect((await runCli(['controls', meta.id.toLowerCase()])).stdout).toBe(stdout);
    },
  );

  it('prints the catalogue as JSON, parameters as JSON Schema', async () => {
    const { stdout } = await runCli(['controls', '--format', 'json']);
    const all = JSON.parse(stdout) as { name: string; parameters: { type: string } }[];
    expect(all.map(({ name }) => name)).toEqual(CONTROLS.map(({ meta }) => meta.name));
    expect(new Set(all.map(({ parameters }) => parameters.type))).toEqual(new Set(['object']));
    const one = await runCli(['controls', 'function-multi-az', '--format', 'json']);
    expect(JSON.parse(one.stdout)).toEqual(all.find(({ name }) => name === 'function-multi-az'));
  });
});
