import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { beforeEach, describe, expect, it } from 'vitest';
import { forwarderTemplates } from '../../scripts/deploy/forwarder.ts';
import { deployForwarders, removeForwarders } from '../../scripts/deploy/forwarders.ts';
import { deployedRules } from '../../scripts/generate-event-patterns.ts';
import { awsDeploymentTarget } from '../../shared/adapters/aws/deployment/deployment-target.ts';
import type { DeploymentTarget } from '../../shared/ports/deployment-target.ts';
import { emptyAccount, hasEmulator } from './emulated-account.ts';

const HOME = 'eu-west-1';
const STACK = 'lambda-vpc-auditor-prod';

describe.skipIf(!hasEmulator)('an account that is deployed into', () => {
  let target: DeploymentTarget;

  beforeEach(async () => {
    await emptyAccount(HOME);
    target = await awsDeploymentTarget(HOME);
  });

  it('has forwarders in the regions that are asked for, and no others', async () => {
    const deploy = async (...audited: readonly string[]) => {
      const said: string[] = [];
      const templates = forwarderTemplates(deployedRules(), HOME, [HOME, ...audited]);
      await deployForwarders(target, STACK, HOME, templates, (line) => said.push(line));
      return said.toSorted();
    };
    expect(await deploy('eu-central-1')).toEqual([
      'eu-central-1: forwarder created',
      'us-east-1: forwarder created',
    ]);
    const rules = async (region: string) => {
      const { Rules = [] } = await new EventBridgeClient({ region }).send(new ListRulesCommand({}));
      return Rules.map(({ Name = '' }) => Name.replace(`${STACK}-forwarder-`, '')).toSorted();
    };
    expect(await rules('us-east-1')).toEqual(['alarms', 'iam', 'organizations', 'route53']);
    expect(await rules('eu-central-1')).toContain('ec2-1');
    expect((await target.stack('us-east-1', `${STACK}-forwarder`))?.parameters).toEqual({
      HomeRegion: HOME,
    });

    expect(await deploy()).toContain('eu-central-1: forwarder removed');
    expect(await rules('eu-central-1')).toEqual([]);

    await removeForwarders(target, STACK, await target.regions(), () => {});
    expect(await target.stack('us-east-1', `${STACK}-forwarder`)).toBeUndefined();
  });

  it('has tables that can be seen and deleted', async () => {
    expect(await target.tableExists(HOME, 'state')).toBe(false);
    await new DynamoDBClient({ region: HOME }).send(
      new CreateTableCommand({
        TableName: 'state',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      }),
    );
    expect(await target.tableExists(HOME, 'state')).toBe(true);
    expect(await target.deleteTable(HOME, 'state')).toBe(true);
    expect(await target.deleteTable(HOME, 'state')).toBe(false);
  });

  // The emulator has no StartMessageMoveTask.
  it('has queues whose messages are handed on', async () => {
    const sqs = new SQSClient({ region: HOME });
    const { QueueUrl: dead = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'dead' }));
    await target.send(HOME, dead, 'one');
    await target.send(HOME, dead, 'two');
    expect(await target.waitingMessages(HOME, dead)).toBe(2);
    const seen: string[] = [];
    await target.handOn(HOME, dead, async (body) => {
      seen.push(body);
      return body === 'one';
    });
    expect(seen.toSorted()).toEqual(['one', 'two']);
  });
});
