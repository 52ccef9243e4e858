import {
  CreateStackCommand,
  DeleteStackCommand,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import type { CloudFormationClient, CreateStackInput } from '@aws-sdk/client-cloudformation';
import type { StackChange, WantedStack } from '../../../ports/deployment-target.ts';
import { errorDetails } from '../error-details.ts';
import { describeStack } from './stack.ts';

/** A forwarder is a dozen small resources: what takes longer has failed. */
const MOST_SECONDS = 900;

/** States of a stack that came to nothing and has to go before it can be made. */
const CAME_TO_NOTHING = new Set(['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'DELETE_FAILED']);

/** Creates or updates a stack and waits until it stands. Safe to repeat. */
export async function putStack(
  client: CloudFormationClient,
  wanted: WantedStack,
): Promise<StackChange> {
  const { stackName, template, parameters } = wanted;
  const input: CreateStackInput = {
    StackName: stackName,
    TemplateBody: template,
    Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    Capabilities: ['CAPABILITY_IAM'],
  };
  const waiter = { client, maxWaitTime: MOST_SECONDS, minDelay: 2, maxDelay: 10 };
  const existing = await describeStack(client, stackName);
  if (existing !== undefined && CAME_TO_NOTHING.has(existing.StackStatus ?? '')) {
    await removeStack(client, stackName);
  } else if (existing !== undefined) {
    if (!(await changes(() => client.send(new UpdateStackCommand(input))))) return 'unchanged';
    await waitUntilStackUpdateComplete(waiter, { StackName: stackName });
    return 'updated';
  }
  await client.send(new CreateStackCommand(input));
  await waitUntilStackCreateComplete(waiter, { StackName: stackName });
  return 'created';
}

/** Deletes a stack and waits until it is gone; answers whether there was one. */
export async function removeStack(
  client: CloudFormationClient,
  stackName: string,
): Promise<boolean> {
  const existing = await describeStack(client, stackName);
  if (existing === undefined) return false;
  // A stack that is gone cannot be asked for by its name.
  const StackName = existing.StackId ?? stackName;
  await client.send(new DeleteStackCommand({ StackName: stackName }));
  await waitUntilStackDeleteComplete(
    { client, maxWaitTime: MOST_SECONDS, minDelay: 2, maxDelay: 10 },
    { StackName },
  );
  return true;
}

/** CloudFormation calls an update that changes nothing a request that is not valid. */
async function changes(update: () => Promise<unknown>): Promise<boolean> {
  try {
    await update();
    return true;
  } catch (error) {
    const { code, message } = errorDetails(error);
    if (code === 'ValidationError' && /no updates are to be performed/i.test(message)) return false;
    throw error;
  }
}
