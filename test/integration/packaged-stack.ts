import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  ListStackResourcesCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { inject } from 'vitest';
import { HOME_TEMPLATE } from '../../scripts/deploy/packaging.ts';

export const PACKAGED_STACK = 'lambda-vpc-auditor-prod';

/** Creates the stack as osls does: a bucket first, the bundles into it, then everything else. */
export async function createPackagedStack(
  region: string,
  parameters: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, string>> {
  const client = new CloudFormationClient({ region });
  const folder = path.dirname(HOME_TEMPLATE);
  const template = (name: string) => readFileSync(path.join(folder, name), 'utf8');
  await client.send(
    new CreateStackCommand({
      StackName: PACKAGED_STACK,
      TemplateBody: template('cloudformation-template-create-stack.json'),
    }),
  );
  const bucket = (await resourceIds(client)).get('ServerlessDeploymentBucket') ?? '';
  const body = template('cloudformation-template-update-stack.json');
  for (const [, key = ''] of body.matchAll(/"S3Key": "([^"]+)"/g)) {
    const url = `${inject('awsEndpoint')}/${bucket}/${key}`;
    const put = { method: 'PUT', body: readFileSync(path.join(folder, path.basename(key))) };
    const { ok } = await fetch(url, put);
    if (!ok) throw new Error(`${key} cannot be put into ${bucket}`);
  }
  await client.send(
    new UpdateStackCommand({
      StackName: PACKAGED_STACK,
      TemplateBody: body,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    }),
  );
  return resourceIds(client);
}

/** Physical ids by logical id. */
async function resourceIds(client: CloudFormationClient): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  const { StackResourceSummaries = [] } = await client.send(
    new ListStackResourcesCommand({ StackName: PACKAGED_STACK }),
  );
  for (const { LogicalResourceId, PhysicalResourceId } of StackResourceSummaries) {
    if (LogicalResourceId !== undefined && PhysicalResourceId !== undefined) {
      ids.set(LogicalResourceId, PhysicalResourceId);
    }
  }
  return ids;
}
