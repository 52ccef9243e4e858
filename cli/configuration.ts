import type { Control } from '../shared/controls/define-control.ts';
import { defaultConfiguration } from '../shared/engine/configuration.ts';
import type { Configuration } from '../shared/engine/configuration.ts';
import { pathFrom } from './paths.ts';
import type { Terminal } from './terminal.ts';

/**
 * The configuration of a file, or every control with its defaults.
 *
 * @throws InputError naming each wrong key and its line
 */
export async function configurationFrom(
  given: string | undefined,
  controls: readonly Control[],
  terminal: Terminal,
): Promise<Configuration> {
  if (given === undefined) return defaultConfiguration(controls);
  const { readConfigurationFile } = await import('../shared/adapters/file/configuration-file.ts');
  const { withPolicyFiles } = await import('../shared/adapters/file/policy-files.ts');
  const file = pathFrom(terminal, given);
  return withPolicyFiles(await readConfigurationFile(file, controls), file);
}
