import * as z from 'zod/mini';
import type { Control } from '../../controls/define-control.ts';
import { parseConfiguration } from '../../engine/configuration.ts';
import type { Configuration } from '../../engine/configuration.ts';
import { inputError } from './input-error.ts';
import { readJsonFile } from './json-file.ts';

/**
 * The configuration that goes along with a bundle: what was written in the configuration file, as JSON,
 * and the texts of the files it names, by the path as it is written there.
 */
const packagedSchema = z.strictObject({
  configuration: z.unknown(),
  documents: z.record(z.string(), z.string()),
});

export type PackagedConfiguration = z.input<typeof packagedSchema>;

/**
 * Reads the configuration beside a bundle. Needs no YAML, which the deployed functions do without.
 *
 * @throws InputError where it is not what `npm run package` wrote
 */
export async function readPackagedConfiguration(
  file: string,
  controls: readonly Control[],
): Promise<Configuration> {
  const { configuration, documents } = packagedSchema.parse((await readJsonFile(file)).value);
  const result = parseConfiguration(configuration, controls);
  if ('problems' in result) throw inputError(file, result.problems);
  return { ...result.configuration, documents: new Map(Object.entries(documents)) };
}
