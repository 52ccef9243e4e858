import { awsDeploymentTarget } from '../../shared/adapters/aws/deployment/deployment-target.ts';
import { doctorCommand, homeRegion, runScript, stackNameOf } from './command-line.ts';
import { deployForwarders } from './forwarders.ts';
import { defaultSettings, osls, packageDeployment } from './packaging.ts';
import { checkedSettings, checkRegionsEnabled, givenSettings } from './settings.ts';
import { standingSettings } from './standing-settings.ts';
import { startSweep } from './sweep-start.ts';

/**
 * `npm run deploy -- --region eu-west-1 --param alertEmail=you@example.com`: the stack in the home region,
 * a forwarder in each further one, and a sweep, so that findings exist before the first change. Settings
 * that are not given stay as they were deployed.
 */
await runScript('deploy', async (args) => {
  const region = homeRegion(args);
  const { stage, profile, parameters } = args;
  const given = givenSettings(parameters);
  const target = await awsDeploymentTarget(region, profile);
  const stackName = stackNameOf(args);
  const standing = await standingSettings(target, region, stackName);
  const settings = checkedSettings({ ...defaultSettings(), ...standing, ...given }, region);
  checkRegionsEnabled(settings, region, await target.regions());
  const { forwarders } = await packageDeployment({ region, stage }, settings);
  const asProfile = profile === undefined ? [] : ['--aws-profile', profile];
  await osls('deploy', { region, stage }, settings, '--package', '.serverless', ...asProfile);
  await deployForwarders(target, stackName, region, forwarders, console.log);
  await startSweep(target, region, stackName);
  console.log(`A sweep has started. Is anything missing? ${doctorCommand(args)}`);
});
