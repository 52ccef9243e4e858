import { isKnownRegion } from '../../shared/adapters/aws/known-region.ts';
import { runScript } from './command-line.ts';
import { defaultSettings, packageDeployment } from './packaging.ts';
import { auditedRegions, checkedSettings, givenSettings } from './settings.ts';

/**
 * `npm run package`: what `npm run deploy` would deploy, in `.serverless`, with its templates checked.
 * Takes the same arguments and asks nothing of AWS.
 */
await runScript('package', async ({ region = 'us-east-1', stage, parameters }) => {
  const settings = { ...defaultSettings(), ...givenSettings(parameters) };
  const checked = checkedSettings(settings, region);
  for (const unknown of auditedRegions(checked, region).filter((one) => !isKnownRegion(one))) {
    console.error(`Notice: regions: the AWS SDK of this version knows no ${unknown}`);
  }
  await packageDeployment({ region, stage }, checked);
});
