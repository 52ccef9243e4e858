import { awsDeploymentTarget } from '../../shared/adapters/aws/deployment/deployment-target.ts';
import { homeRegion, runScript, stackNameOf } from './command-line.ts';
import { redriveDeadLetters } from './redrive-dead-letters.ts';

/** `npm run redrive -- --region eu-west-1`: sends the messages of all dead-letter queues round again. */
await runScript('redrive', async (args) => {
  const region = homeRegion(args);
  const target = await awsDeploymentTarget(region, args.profile);
  await redriveDeadLetters(target, region, stackNameOf(args), console.log);
});
