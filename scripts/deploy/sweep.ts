import { awsDeploymentTarget } from '../../shared/adapters/aws/deployment/deployment-target.ts';
import { homeRegion, runScript, stackNameOf } from './command-line.ts';
import { startSweep } from './sweep-start.ts';

/** `npm run sweep -- --region eu-west-1`: has everything audited now. */
await runScript('sweep', async (args) => {
  const region = homeRegion(args);
  await startSweep(await awsDeploymentTarget(region, args.profile), region, stackNameOf(args));
  console.log('A sweep has started.');
});
