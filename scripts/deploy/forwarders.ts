import { forwarderName } from '../../shared/deployment/forwarder-name.ts';
import type { DeploymentTarget } from '../../shared/ports/deployment-target.ts';
import type { Template } from './forwarder.ts';

/**
 * Puts the forwarders where they are to be and takes them away where they no longer are. All regions of
 * the account are looked at, so whatever an earlier deployment left somewhere goes as well.
 *
 * @param templates by region
 */
export async function deployForwarders(
  target: DeploymentTarget,
  homeStack: string,
  home: string,
  templates: ReadonlyMap<string, Template>,
  say: (line: string) => void,
): Promise<void> {
  const stackName = forwarderName(homeStack);
  for (const [region, template] of templates) {
    const change = await target.putStack(region, {
      stackName,
      template: JSON.stringify(template),
      parameters: { HomeRegion: home },
    });
    say(`${region}: forwarder ${change}`);
  }
  const others = (await target.regions()).filter((region) => !templates.has(region));
  await removeForwarders(target, homeStack, others, say);
}

/** Takes the forwarders away from the regions, where there are any. */
export async function removeForwarders(
  target: DeploymentTarget,
  homeStack: string,
  regions: readonly string[],
  say: (line: string) => void,
): Promise<void> {
  await Promise.all(
    regions.map(async (region) => {
      const removed = await target.removeStack(region, forwarderName(homeStack));
      if (removed) say(`${region}: forwarder removed`);
    }),
  );
}
