import path from 'node:path';
import { parametersOf } from '../../controls/define-control.ts';
import { GUARDRAIL } from '../../controls/placement/guardrail-policies.ts';
import type { Configuration } from '../../engine/configuration.ts';
import { InputError } from './input-error.ts';
import { readTextFile } from './json-file.ts';

/**
 * The configuration with the texts of the policy files that it names, which stand relative to the
 * configuration file. Whether they are policies is for the control to say.
 *
 * @throws InputError naming the parameter and each file that cannot be read
 */
export async function withPolicyFiles(
  configuration: Configuration,
  configurationFile: string,
): Promise<Configuration> {
  if (configuration.controls.get(GUARDRAIL.control)?.enabled !== true) return configuration;
  const { policyFiles } = parametersOf(GUARDRAIL, configuration);
  const folder = path.dirname(configurationFile);
  const documents = new Map<string, string>();
  const problems: string[] = [];
  for (const [index, file] of policyFiles.entries()) {
    try {
      documents.set(file, await readTextFile(path.resolve(folder, file)));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const parameter = `controls.${GUARDRAIL.control}.parameters.policyFiles[${index}]`;
      problems.push(`${configurationFile}: ${parameter}: ${error.message}`);
    }
  }
  if (problems.length > 0) throw new InputError(problems.join('\n'));
  return { ...configuration, documents };
}
