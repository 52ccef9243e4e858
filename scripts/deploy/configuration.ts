import { readWrittenConfiguration } from '../../shared/adapters/file/configuration-file.ts';
import type { PackagedConfiguration } from '../../shared/adapters/file/packaged-configuration.ts';
import { withPolicyFiles } from '../../shared/adapters/file/policy-files.ts';
import { CONTROLS } from '../../shared/controls/registry.ts';

/**
 * The configuration that goes along with the bundles.
 *
 * @param file empty: every control with its defaults
 * @throws InputError with a line for each thing that is wrong with it
 */
export async function packagedConfiguration(file: string): Promise<PackagedConfiguration> {
  if (file === '') return { configuration: {}, documents: {} };
  const { configuration, written } = await readWrittenConfiguration(file, CONTROLS);
  const { documents = new Map<string, string>() } = await withPolicyFiles(configuration, file);
  return { configuration: written ?? {}, documents: Object.fromEntries(documents) };
}
