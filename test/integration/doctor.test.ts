import { spawn } from 'node:child_process';
import {
  CloudTrailClient,
  CreateTrailCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
} from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DeleteFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DisableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  DisableSecurityHubCommand,
  EnableSecurityHubCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import {
  ListSubscriptionsByTopicCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import * as z from 'zod/mini';
import { forwarderTemplates } from '../../scripts/deploy/forwarder.ts';
import { deployForwarders } from '../../scripts/deploy/forwarders.ts';
import { deployedRules } from '../../scripts/generate-event-patterns.ts';
import { awsDeploymentTarget } from '../../shared/adapters/aws/deployment/deployment-target.ts';
import type { DeploymentTarget } from '../../shared/ports/deployment-target.ts';
import { packageTemplates } from '../cloudformation/packaged.ts';
import { ALL_ON } from '../cloudformation/policy.ts';
import { emptyAccount, emulatorEnvironment, hasEmulator } from './emulated-account.ts';
import { createPackagedStack, PACKAGED_STACK } from './packaged-stack.ts';
import { defined } from './topologies/defined.ts';
import { EMULATED_ACCOUNT } from './topologies/interface-endpoint.ts';

/** The built command `doctor` on an account into which the packaged templates were deployed. */

const HOME = 'eu-west-1';
const OTHER = 'eu-central-1';
const TRAIL = 'everything';

const FURTHER = 'us-east-1';
const WEBHOOK = 'https://hooks.slack.example/services/planted';

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function doctor(...options: readonly string[]): Promise<Run> {
  const parameters = [inject('builtCommand'), 'doctor', '--region', HOME, ...options];
  const child = spawn(process.execPath, parameters, {
    env: { ...process.env, ...emulatorEnvironment(), NO_COLOR: '1' },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, stdout, stderr };
}

const reportSchema = z.object({
  accountId: z.string(),
  homeRegion: z.string(),
  diagnoses: z.array(
    z.object({
      check: z.string(),
      status: z.enum(['ok', 'wrong', 'unknown']),
      region: z.optional(z.string()),
      detail: z.string(),
      fix: z.optional(z.string()),
    }),
  ),
});

/** `check@region status` of everything, as the command tells it in JSON, and how it ended. */
async function diagnosed() {
  const { status, stdout, stderr } = await doctor('--format', 'json');
  const { diagnoses } = reportSchema.parse(JSON.parse(stdout));
  const said = diagnoses.map(
    ({ check, region, status: of }) => `${check}${region ? `@${region}` : ''} ${of}`,
  );
  return { status, stderr, said };
}

describe.skipIf(!hasEmulator)('the command doctor', () => {
  let target: DeploymentTarget;
  let ids: ReadonlyMap<string, string>;

  beforeAll(async () => {
    await packageTemplates();
    await emptyAccount(HOME);
    target = await awsDeploymentTarget(HOME);
  }, 300_000);

  it('says that nothing is deployed', async () => {
    expect(await diagnosed()).toEqual({
      status: 3,
      stderr: '',
      said: [`stack@${HOME} wrong`, `trail@${HOME} wrong`, `trail@${FURTHER} wrong`],
    });
  });

  it('finds nothing wrong once all is there, and says what it could not look at', async () => {
    ids = await createPackagedStack(HOME, ALL_ON);
    const templates = forwarderTemplates(deployedRules(), HOME, [HOME, OTHER]);
    await deployForwarders(target, PACKAGED_STACK, HOME, templates, () => undefined);
    await equip();
    const regions = [OTHER, FURTHER];
    expect(await diagnosed()).toEqual({
      status: 0,
      stderr: '',
      said: [
        `stack@${HOME} ok`,
        `trail@${HOME} ok`,
        `rules@${HOME} ok`,
        `security-hub@${HOME} ok`,
        ...regions.flatMap((region) => [
          `trail@${region} ok`,
          `forwarder@${region} ok`,
          `rules@${region} ok`,
          ...(region === OTHER ? [`security-hub@${region} ok`] : []),
        ]),
        'subscriptions ok',
        'slack-webhook ok',
        // The emulator does not simulate policies.
        'permissions unknown',
        'dead-letters ok',
        'sweep ok',
        'functions ok',
      ],
    });
  });

  it('fits into 100 columns', async () => {
    const { status, stdout } = await doctor();
    const lines = stdout.split('\n');
    expect(status).toBe(0);
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
    expect(lines[0]).toBe(`Account ${EMULATED_ACCOUNT}, deployed in ${HOME}`);
    expect(lines).toContain(`ok       trail          ${OTHER}    ${TRAIL} logs management events`);
    expect(lines.at(-2)).toBe('Nothing is wrong, 1 could not be checked.');
    expect(stdout).not.toContain('planted');
  });

  it('finds everything that somebody broke, with its repair', async () => {
    await damage();
    expect(await diagnosed()).toEqual({
      status: 3,
      stderr: '',
      said: [
        `stack@${HOME} ok`,
        `trail@${HOME} wrong`,
        `rules@${HOME} ok`,
        `security-hub@${HOME} ok`,
        `trail@${OTHER} wrong`,
        `forwarder@${OTHER} wrong`,
        `security-hub@${OTHER} wrong`,
        `trail@${FURTHER} wrong`,
        `forwarder@${FURTHER} ok`,
        `rules@${FURTHER} wrong`,
        'subscriptions wrong',
        'slack-webhook wrong',
        'permissions unknown',
        'dead-letters wrong',
        'sweep ok',
        'functions wrong',
      ],
    });
    const { status, stdout } = await doctor();
    expect(status).toBe(3);
    const text = stdout.replaceAll(/\s+/g, ' ');
    for (const said of [
      `Fix aws cloudtrail start-logging --name ${TRAIL}`,
      `Fix aws events enable-rule --name ${PACKAGED_STACK}-forwarder-iam`,
      `--no-enable-default-standards --region ${OTHER}`,
      'nobody is subscribed to the alerts',
      'there is no parameter /auditor/webhook: nothing reaches Slack',
      `2 in ${PACKAGED_STACK}-changes-dead-letters`,
      `${defined(ids.get('SweepLambdaFunction'), 'function')} is missing`,
      '10 things are wrong, 1 could not be checked.',
    ]) {
      expect(text).toContain(said);
    }
  });

  /** What the deployment leaves to its owner, and what the emulator's CloudFormation passes over. */
  async function equip(): Promise<void> {
    await fetch(`${inject('awsEndpoint')}/trail-of-everything`, { method: 'PUT' });
    const trails = new CloudTrailClient({ region: HOME });
    await trails.send(
      new CreateTrailCommand({
        Name: TRAIL,
        S3BucketName: 'trail-of-everything',
        IsMultiRegionTrail: true,
      }),
    );
    await trails.send(
      new PutEventSelectorsCommand({
        TrailName: TRAIL,
        EventSelectors: [{ ReadWriteType: 'WriteOnly', IncludeManagementEvents: true }],
      }),
    );
    await trails.send(new StartLoggingCommand({ Name: TRAIL }));
    for (const region of [HOME, OTHER]) {
      await new SecurityHubClient({ region }).send(new EnableSecurityHubCommand({}));
    }
    await new SNSClient({ region: HOME }).send(
      new SubscribeCommand({
        TopicArn: defined(ids.get('AlertTopic'), 'topic'),
        Protocol: 'email',
        Endpoint: ALL_ON['AlertEmail'],
      }),
    );
    await new SSMClient({ region: HOME }).send(
      new PutParameterCommand({
        Name: ALL_ON['SlackWebhookParameter'],
        Type: 'SecureString',
        Value: WEBHOOK,
      }),
    );
    await new CloudWatchClient({ region: HOME }).send(
      new PutMetricDataCommand({
        Namespace: 'LambdaVpcAuditor',
        MetricData: [
          {
            MetricName: 'SweepsCompleted',
            Dimensions: [{ Name: 'service', Value: 'lambda-vpc-auditor' }],
            Value: 1,
            Timestamp: new Date(Date.now() - 3_600_000),
          },
        ],
      }),
    );
  }

  async function damage(): Promise<void> {
    await new CloudTrailClient({ region: HOME }).send(new StopLoggingCommand({ Name: TRAIL }));
    await new SecurityHubClient({ region: OTHER }).send(new DisableSecurityHubCommand({}));
    await target.removeStack(OTHER, `${PACKAGED_STACK}-forwarder`);
    await new EventBridgeClient({ region: FURTHER }).send(
      new DisableRuleCommand({ Name: `${PACKAGED_STACK}-forwarder-iam` }),
    );
    const sns = new SNSClient({ region: HOME });
    const { Subscriptions = [] } = await sns.send(
      new ListSubscriptionsByTopicCommand({ TopicArn: ids.get('AlertTopic') }),
    );
    for (const { SubscriptionArn } of Subscriptions) {
      await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    }
    await new SSMClient({ region: HOME }).send(
      new DeleteParameterCommand({ Name: ALL_ON['SlackWebhookParameter'] }),
    );
    for (const body of ['{"one":1}', '{"two":2}']) {
      await target.send(HOME, defined(ids.get('ChangeDeadLetters'), 'dead letters'), body);
    }
    await new LambdaClient({ region: HOME }).send(
      new DeleteFunctionCommand({ FunctionName: ids.get('SweepLambdaFunction') }),
    );
  }
});
