import type { DeploymentTarget } from '../../shared/ports/deployment-target.ts';
import { parameterName, SETTING_NAMES } from './settings.ts';
import type { Settings } from './settings.ts';

/** The name of the table in which a stack keeps what it remembers; see infra/state.yml. */
export function stateTableName(stackName: string): string {
  return `${stackName}-state`;
}

/**
 * The settings with which the stack stands, so that a deployment that names none changes none. Without a
 * stack: that the state table is there, where an earlier one has left it.
 */
export async function standingSettings(
  target: DeploymentTarget,
  region: string,
  stackName: string,
): Promise<Partial<Settings>> {
  const stack = await target.stack(region, stackName);
  if (stack === undefined) {
    const left = await target.tableExists(region, stateTableName(stackName));
    return left ? { state: 'existing' } : {};
  }
  const settings: Partial<Record<keyof Settings, string>> = {};
  for (const name of SETTING_NAMES) {
    const value = stack.parameters[parameterName(name)];
    if (value !== undefined) settings[name] = value;
  }
  return settings;
}
