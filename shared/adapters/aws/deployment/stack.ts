import { DescribeStacksCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import type { CloudFormationClient, Stack } from '@aws-sdk/client-cloudformation';
import { known } from '../../../model/fact.ts';
import type { Fact } from '../../../model/fact.ts';
import { attempt } from '../call.ts';
import { errorDetails } from '../error-details.ts';

/** A stack with its outputs by name and its resources by type. */
export interface DeployedStack {
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Physical ids by CloudFormation type. */
  readonly resources: Readonly<Record<string, readonly string[]>>;
}

/** The stack, or undefined where there is none of the name. */
export async function readStack(
  client: CloudFormationClient,
  stackName: string,
): Promise<Fact<DeployedStack | undefined>> {
  const found = await attempt('cloudformation:DescribeStacks', () =>
    describeStack(client, stackName),
  );
  if (!found.known || found.value === undefined) return found.known ? known(undefined) : found;
  const { StackStatus = '', Outputs = [] } = found.value;
  const resources = await attempt('cloudformation:ListStackResources', () =>
    listResources(client, stackName),
  );
  if (!resources.known) return resources;
  const outputs = Object.fromEntries(
    Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
  return known({ status: StackStatus, outputs, resources: resources.value });
}

/**
 * The stack, or undefined where there is none of the name: of that CloudFormation says that the request
 * is not valid.
 */
export async function describeStack(
  client: CloudFormationClient,
  StackName: string,
): Promise<Stack | undefined> {
  try {
    return (await client.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0];
  } catch (error) {
    const { code, message } = errorDetails(error);
    if (code === 'ValidationError' && /does not exist/i.test(message)) return undefined;
    throw error;
  }
}

async function listResources(
  client: CloudFormationClient,
  StackName: string,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const byType: Record<string, string[]> = {};
  let NextToken: string | undefined;
  do {
    const answer = await client.send(new ListStackResourcesCommand({ StackName, NextToken }));
    for (const { ResourceType, PhysicalResourceId } of answer.StackResourceSummaries ?? []) {
      if (ResourceType === undefined || PhysicalResourceId === undefined) continue;
      (byType[ResourceType] ??= []).push(PhysicalResourceId);
    }
    NextToken = answer.NextToken;
  } while (NextToken !== undefined);
  return byType;
}
