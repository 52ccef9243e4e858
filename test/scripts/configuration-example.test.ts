import { describe, expect, it } from 'vitest';
import { readConfigurationFile } from '../../shared/adapters/file/configuration-file.ts';
import { loadSnapshots } from '../../shared/adapters/file/snapshot-source.ts';
import { CONTROLS } from '../../shared/controls/registry.ts';
import { defaultConfiguration } from '../../shared/engine/configuration.ts';
import { evaluate } from '../../shared/engine/evaluate.ts';

const EXAMPLE = 'docs/configuration.example.yml';

describe('the example of a configuration file', () => {
  it('shows every control with the settings that hold without a file', async () => {
    const { controls } = await readConfigurationFile(EXAMPLE, CONTROLS);
    expect(controls).toEqual(defaultConfiguration(CONTROLS).controls);
  });

  it('excepts findings of the example account', async () => {
    const { exceptions, needs } = await readConfigurationFile(EXAMPLE, CONTROLS);
    const unexpired = exceptions.map((one) => ({ ...one, expires: '9999-12-31' }));
    const { snapshots } = await loadSnapshots('examples/account');
    const without = defaultConfiguration(CONTROLS);
    const excepted = snapshots
      .flatMap(
        (snapshot) =>
          evaluate(snapshot, { ...without, exceptions: unexpired, needs }, CONTROLS).verdicts,
      )
      .filter(({ exception }) => exception !== undefined)
      .map(
        ({ control, resource }) => `${control.meta.name} ${resource.id.split(':').at(-1) ?? ''}`,
      );

    expect(excepted).toEqual(
      expect.arrayContaining([
        'function-public-subnet thumbnails',
        'function-default-security-group nightly-import',
      ]),
    );
  });
});
