import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packagedConfiguration } from '../../../scripts/deploy/configuration.ts';
import { readConfigurationFile } from '../../../shared/adapters/file/configuration-file.ts';
import { readPackagedConfiguration } from '../../../shared/adapters/file/packaged-configuration.ts';
import { CONTROLS } from '../../../shared/controls/registry.ts';
import { defaultConfiguration } from '../../../shared/engine/configuration.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'configuration-'));

function written(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** The configuration as a function reads it that was packaged with the file. */
async function packaged(file: string) {
  const json = JSON.stringify(await packagedConfiguration(file));
  return readPackagedConfiguration(written('configuration.json', json), CONTROLS);
}

describe('a configuration beside a bundle', () => {
  it('without a file is that of every control with its defaults', async () => {
    const { documents, ...configuration } = await packaged('');
    expect(configuration).toEqual(defaultConfiguration(CONTROLS));
    expect(documents).toEqual(new Map());
  });

  it('says what the file says', async () => {
    const file = 'docs/configuration.example.yml';
    const { documents, ...configuration } = await packaged(file);
    expect(configuration).toEqual(await readConfigurationFile(file, CONTROLS));
    expect(documents).toEqual(new Map());
  });

  it('takes along the policy files that it names', async () => {
    written('guardrail.json', '{"Statement":[]}');
    const { documents } = await packaged(
      written(
        'auditor.yml',
        [
          'controls:',
          '  vpc-guardrail-present:',
          '    parameters: { expected: true, policyFiles: [guardrail.json] }',
        ].join('\n'),
      ),
    );
    expect(documents).toEqual(new Map([['guardrail.json', '{"Statement":[]}']]));
  });

  it('is refused where the file is wrong, by its line', async () => {
    const file = written('wrong.yml', 'controls:\n  no-such-control: {}\n');
    await expect(packagedConfiguration(file)).rejects.toThrow(
      /wrong\.yml:2:3: controls.no-such-control: unknown key/,
    );
  });
});
