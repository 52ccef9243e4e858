import { awsDeploymentTarget } from '../../shared/adapters/aws/deployment/deployment-target.ts';
import { homeRegion, runScript, sameDeployment, stackNameOf } from './command-line.ts';
import { removeForwarders } from './forwarders.ts';
import { defaultSettings, osls } from './packaging.ts';
import { stateTableName } from './standing-settings.ts';

/**
 * `npm run remove -- --region eu-west-1`: the forwarders and the stack. The state table stays, so that a
 * later deployment goes on where this one ended, unless `--delete-state` is given.
 */
await runScript('remove', async (args) => {
  const region = homeRegion(args);
  const { stage, profile, deleteState } = args;
  const target = await awsDeploymentTarget(region, profile);
  const stackName = stackNameOf(args);
  await removeForwarders(target, stackName, await target.regions(), console.log);
  if ((await target.stack(region, stackName)) !== undefined) {
    const asProfile = profile === undefined ? [] : ['--aws-profile', profile];
    await osls('remove', { region, stage }, defaultSettings(), ...asProfile);
  } else {
    console.log(`There is no stack ${stackName} in ${region}.`);
  }
  const table = stateTableName(stackName);
  if (deleteState) {
    const deleted = await target.deleteTable(region, table);
    console.log(deleted ? `${table} is deleted` : `there is no ${table}`);
  } else if (await target.tableExists(region, table)) {
    const command = `npm run remove -- ${sameDeployment(args)} --delete-state`;
    console.log(`${table} stays: ${command} deletes it.`);
  }
});
