import { performance } from 'node:perf_hooks';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { awsAccountReader } from '../shared/adapters/aws/account-reader.ts';
import { CONTROLS } from '../shared/controls/registry.ts';
import { defaultConfiguration } from '../shared/engine/configuration.ts';
import { evaluate } from '../shared/engine/evaluate.ts';
import { Snapshot } from '../shared/model/snapshot.ts';
import { createFunction, emptyZip } from '../test/integration/topologies/function.ts';
import { createSubnet, createVpc, zoneNames } from '../test/integration/topologies/network.ts';

// Reads and judges an emulated account of 505 functions, five of them attached to a VPC, at the default
// rate of Lambda calls. Expects AWS_ENDPOINT_URL and credentials in the environment. Every attached
// function would add a GetFunctionConfiguration call, of which five are made in a second.

const FUNCTIONS = 505;
const ATTACHED = 5;
const region = 'us-east-1';
const account = {
  region,
  ec2: new EC2Client({ region }),
  iam: new IAMClient({ region }),
  lambda: new LambdaClient({ region }),
};
const vpcId = await createVpc(account, '10.0.0.0/16');
const [zone] = await zoneNames(account);
const subnetIds = [await createSubnet(account, vpcId, '10.0.0.0/24', zone)];
await createFunction(account, { name: 'f-0', runtime: 'nodejs22.x' });
const { Role } = await account.lambda.send(
  new GetFunctionConfigurationCommand({ FunctionName: 'f-0' }),
);
for (let index = 1; index < FUNCTIONS; index += 1) {
  await account.lambda.send(
    new CreateFunctionCommand({
      FunctionName: `f-${index}`,
      Runtime: 'nodejs22.x',
      Role,
      Handler: 'index.handler',
      Code: { ZipFile: emptyZip() },
      ...(index <= ATTACHED && { VpcConfig: { SubnetIds: subnetIds, SecurityGroupIds: [] } }),
    }),
  );
}
const start = performance.now();
const reader = awsAccountReader({ now: () => new Date(), progress: () => undefined });
const snapshot = new Snapshot(await reader.read({ region }));
const { verdicts } = evaluate(snapshot, defaultConfiguration(CONTROLS), CONTROLS);
const seconds = (performance.now() - start) / 1_000;
const lambda = [...reader.calls.byOperation]
  .filter(([operation]) => operation.startsWith('lambda:'))
  .reduce((sum, [, count]) => sum + count, 0);
console.log(
  JSON.stringify({
    functions: FUNCTIONS,
    attached: ATTACHED,
    calls: reader.calls.total,
    lambdaCalls: lambda,
    verdicts: verdicts.length,
    seconds: Number(seconds.toFixed(1)),
  }),
);
