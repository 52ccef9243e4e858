import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import {
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import type { DeploymentTarget, StandingStack } from '../../../ports/deployment-target.ts';
import { callerIdentity } from '../caller-identity.ts';
import { putStack, removeStack } from './put-stack.ts';
import { handOn, sendMessage, startMove, waitingMessages } from './queues.ts';
import { describeStack } from './stack.ts';

/**
 * The account of the usual AWS credentials, or of a profile.
 *
 * @throws AccountAccessError where there are no credentials, or none that AWS takes
 */
export async function awsDeploymentTarget(
  home: string,
  profile?: string,
): Promise<DeploymentTarget> {
  const configuration = (region: string) => ({
    region,
    ...(profile !== undefined && { profile }),
  });
  await callerIdentity(new STSClient(configuration(home)), home, profile);
  const cloudFormation = (region: string) => new CloudFormationClient(configuration(region));
  // A queue's URL comes from a stack: messages go to SQS itself, whatever host stands there.
  const sqs = (region: string) =>
    new SQSClient({ ...configuration(region), useQueueUrlAsEndpoint: false });
  const dynamoDb = (region: string) => new DynamoDBClient(configuration(region));
  return {
    regions: async () => {
      const { Regions = [] } = await new EC2Client(configuration(home)).send(
        new DescribeRegionsCommand({}),
      );
      return Regions.map(({ RegionName = '' }) => RegionName);
    },
    stack: (region, stackName) => standingStack(cloudFormation(region), stackName),
    putStack: (region, wanted) => putStack(cloudFormation(region), wanted),
    removeStack: (region, stackName) => removeStack(cloudFormation(region), stackName),
    tableExists: (region, TableName) =>
      unlessAbsent(() => dynamoDb(region).send(new DescribeTableCommand({ TableName }))),
    deleteTable: (region, TableName) =>
      unlessAbsent(() => dynamoDb(region).send(new DeleteTableCommand({ TableName }))),
    send: (region, queueUrl, body) => sendMessage(sqs(region), queueUrl, body),
    waitingMessages: (region, queueUrl) => waitingMessages(sqs(region), queueUrl),
    startMove: (region, fromUrl, toUrl) => startMove(sqs(region), fromUrl, toUrl),
    handOn: (region, queueUrl, hand) => handOn(sqs(region), queueUrl, hand),
    invoke: async (region, FunctionName, event) => {
      const { FunctionError } = await new LambdaClient(configuration(region)).send(
        new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
      );
      return FunctionError === undefined;
    },
  };
}

async function standingStack(
  client: CloudFormationClient,
  stackName: string,
): Promise<StandingStack | undefined> {
  const stack = await describeStack(client, stackName);
  if (stack === undefined) return undefined;
  const { StackStatus = '', Parameters = [], Outputs = [] } = stack;
  return {
    status: StackStatus,
    parameters: Object.fromEntries(
      Parameters.map(({ ParameterKey = '', ParameterValue = '' }) => [
        ParameterKey,
        ParameterValue,
      ]),
    ),
    outputs: Object.fromEntries(
      Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    ),
  };
}

async function unlessAbsent(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}
