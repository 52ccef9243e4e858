import { parametersOf } from '../shared/controls/define-control.ts';
import type { Control } from '../shared/controls/define-control.ts';
import { GUARDRAIL } from '../shared/controls/placement/guardrail-policies.ts';
import { DEPLOYERS } from '../shared/controls/roles/deployers.ts';
import { defaultConfiguration } from '../shared/engine/configuration.ts';
import type { Configuration } from '../shared/engine/configuration.ts';
import type { AccountScope } from '../shared/ports/account-reader.ts';
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

/** What the configuration asks to be read of a live account beside what is always read. */
export function scopeFor(configuration: Configuration): Omit<AccountScope, 'region'> {
  return {
    principalArns: parametersOf(DEPLOYERS, configuration).deployerArns,
    serviceControlPolicies: parametersOf(GUARDRAIL, configuration).expected,
  };
}
