import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { alertMessage } from '../../shared/findings/alert-message.ts';
import { alertsOf } from '../../shared/findings/alerts.ts';
import { aTransition } from '../builders/transitions.ts';
import { emptyAccount, emulatorEnvironment, hasEmulator } from './emulated-account.ts';
import { lambdaParts } from './lambda-parts.ts';
import { LambdaRuntime } from './lambda-runtime.ts';
import { loopbackServer } from './loopback-server.ts';
import { defined } from './topologies/defined.ts';

const REGION = 'eu-west-1';
const parts = hasEmulator ? lambdaParts() : undefined;

/** What the runtime gives a handler beside the event, as far as the logger looks at it. */
const CONTEXT = {
  awsRequestId: 'r-1',
  functionName: 'notify-slack',
  memoryLimitInMB: '256',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:notify-slack',
};

/** An alert as the topic hands it to functions. */
function event() {
  const alert = alertsOf([aTransition()], 'MEDIUM')[0]?.alert;
  if (alert === undefined) throw new Error('an alert');
  const { lambda = '' } = JSON.parse(alertMessage(alert).message) as Record<string, string>;
  return { Records: [{ Sns: { MessageId: 'm-1', Subject: alert.subject, Message: lambda } }] };
}

describe.skipIf(!hasEmulator)('the function that posts to Slack', () => {
  let slack: Awaited<ReturnType<typeof loopbackServer>>;
  let handler: (event: unknown, context: unknown) => Promise<unknown>;
  const lines: string[] = [];

  beforeAll(async () => {
    await emptyAccount(REGION);
    slack = await loopbackServer([
      { status: 200, body: 'ok' },
      { status: 404, body: 'no_service' },
    ]);
    await new SSMClient({ region: REGION }).send(
      new PutParameterCommand({ Name: '/auditor/slack', Type: 'SecureString', Value: slack.url }),
    );
    vi.stubEnv('AWS_REGION', REGION);
    vi.stubEnv('SLACK_WEBHOOK_PARAMETER', '/auditor/slack');
    vi.stubEnv('SLACK_WEBHOOK_SECRET', '');
    vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'lambda-vpc-auditor');
    vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'LambdaVpcAuditor');
    vi.stubEnv('POWERTOOLS_DEV', 'true');
    vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
    for (const level of ['log', 'info', 'warn', 'error'] as const) {
      vi.spyOn(console, level).mockImplementation((line: unknown) => {
        lines.push(String(line));
      });
    }
    const loaded = await import('../../functions/notify-slack/handler.ts');
    handler = loaded.handler as unknown as typeof handler;
  });

  afterAll(async () => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    await slack.close();
  });

  it('posts an alert to the address in the parameter', async () => {
    await handler(event(), CONTEXT);
    expect(JSON.parse(slack.requests[0]?.body ?? '')).toMatchObject({
      text: '[HIGH] ReplaceRoute: orders cannot reach the internet from 1 of 2 subnets (us-east-1)',
    });
    expect(lines.join('\n')).toContain('posted to Slack');
  });

  it('fails clearly where the webhook is gone, counts it, and never shows the address', async () => {
    await expect(handler(event(), CONTEXT)).rejects.toThrow(
      'Slack refused the message: HTTP 404 no_service: the webhook was removed',
    );
    const written = lines.join('\n');
    expect(written).toContain('"PublishFailures"');
    expect(written).toContain('"channel"');
    expect(written).not.toContain('planted');
  });
});

describe.skipIf(parts === undefined)('its bundle in the Lambda runtime', () => {
  it('posts an alert', async () => {
    await emptyAccount(REGION);
    const slack = await loopbackServer([{ status: 200, body: 'ok' }]);
    await new SSMClient({ region: REGION }).send(
      new PutParameterCommand({ Name: '/auditor/slack', Type: 'SecureString', Value: slack.url }),
    );
    const runtime = await LambdaRuntime.start(
      defined(parts, 'Lambda runtime'),
      defined(inject('builtFunctions')['notify-slack'], 'bundle'),
      {
        ...emulatorEnvironment(),
        AWS_REGION: REGION,
        SLACK_WEBHOOK_PARAMETER: '/auditor/slack',
        POWERTOOLS_SERVICE_NAME: 'lambda-vpc-auditor',
        POWERTOOLS_METRICS_NAMESPACE: 'LambdaVpcAuditor',
      },
    );
    try {
      expect(await runtime.invoke(event())).not.toHaveProperty('error');
      expect(slack.requests).toHaveLength(1);
      expect(runtime.output).not.toContain(slack.url);
    } finally {
      await runtime.kill();
      await slack.close();
    }
  });
});
