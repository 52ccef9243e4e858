import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DeployedFunction, QueueDepth } from '../../../deployment/deployment-facts.ts';
import { allFacts } from '../../../model/fact.ts';
import type { Fact } from '../../../model/fact.ts';
import { attempt } from '../call.ts';

/** The functions of the stack as Lambda has them. */
export async function readDeployedFunctions(
  client: LambdaClient,
  names: readonly string[],
): Promise<Fact<readonly DeployedFunction[]>> {
  return allFacts(
    await Promise.all(
      names.map((name) =>
        attempt<DeployedFunction>(
          'lambda:GetFunctionConfiguration',
          async () => {
            const found = await client.send(
              new GetFunctionConfigurationCommand({ FunctionName: name }),
            );
            return { name, runtime: found.Runtime ?? '', state: found.State ?? '' };
          },
          () => ({ name, runtime: '', state: 'missing' }),
        ),
      ),
    ),
  );
}

/** How many messages wait in the queues that no consumer reads. */
export async function readDeadLetters(
  client: SQSClient,
  queueUrls: readonly string[],
): Promise<Fact<readonly QueueDepth[]>> {
  return allFacts(
    await Promise.all(
      queueUrls.map((QueueUrl) =>
        attempt('sqs:GetQueueAttributes', async () => {
          const { Attributes } = await client.send(
            new GetQueueAttributesCommand({
              QueueUrl,
              AttributeNames: ['ApproximateNumberOfMessages'],
            }),
          );
          return {
            name: QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1),
            messages: Number(Attributes?.['ApproximateNumberOfMessages'] ?? 0),
          };
        }),
      ),
    ),
  );
}
