import { runScript } from './command-line.ts';
import { defaultSettings, packageDeployment } from './packaging.ts';
import { checkedSettings, givenSettings } from './settings.ts';

/**
 * `npm run package`: what `npm run deploy` would deploy, in `.serverless`, with its templates checked.
 * Takes the same arguments and asks nothing of AWS.
 */
await runScript('package', async ({ region = 'us-east-1', stage, parameters }) => {
  const settings = { ...defaultSettings(), ...givenSettings(parameters) };
  await packageDeployment({ region, stage }, checkedSettings(settings, region));
});
