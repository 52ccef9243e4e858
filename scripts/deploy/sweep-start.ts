import type { DeploymentTarget } from '../../shared/ports/deployment-target.ts';
import { SettingsError } from './settings.ts';

/** What the schedule sends too; see infra/schedule.yml. */
export const SWEEP_MESSAGE = JSON.stringify({ lambdaVpcAuditor: 1, kind: 'sweep' });

/** Starts a sweep of everything that the stack audits. @throws SettingsError where there is no stack */
export async function startSweep(
  target: DeploymentTarget,
  region: string,
  stackName: string,
): Promise<void> {
  const queueUrl = (await outputsOf(target, region, stackName))['SweepQueueUrl'] ?? '';
  await target.send(region, queueUrl, SWEEP_MESSAGE);
}

/** @throws SettingsError where there is no stack */
export async function outputsOf(
  target: DeploymentTarget,
  region: string,
  stackName: string,
): Promise<Readonly<Record<string, string>>> {
  const stack = await target.stack(region, stackName);
  if (stack !== undefined) return stack.outputs;
  throw new SettingsError(
    `There is no stack ${stackName} in ${region}: name its --region and --stage.`,
  );
}
