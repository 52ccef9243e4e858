import * as z from 'zod/mini';
import { SEVERITIES } from '../shared/controls/verdict.ts';
import type { Severity } from '../shared/controls/verdict.ts';
import { problemsOf } from '../shared/model/input-problem.ts';
import type { WebhookPlace } from '../shared/ports/chat-webhook.ts';

/** What the template tells the functions through their environment; read once, when a runtime starts. */
export interface Environment {
  readonly accountId: string;
  /** Every audited region; the first is the home region, in which the functions run. */
  readonly regions: readonly [string, ...string[]];
  readonly stateTable: string;
  readonly changeQueueUrl: string;
  readonly sweepQueueUrl: string;
  /** Of the queue that the function consumes. */
  readonly deadLetterQueueUrl: string;
  readonly alertTopicArn: string;
  /** Whether findings are imported into Security Hub. */
  readonly securityHub: boolean;
  readonly alertSeverity: Severity;
  readonly findingSeverity: Severity;
  /** The configuration of the controls, as JSON; absent: their defaults. */
  readonly configurationFile?: string;
}

/** A variable of the environment is missing or wrong: the deployment is broken, not the message. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

const REGION = /^[a-z]{2,4}(?:-[a-z]+)+-\d+$/;
const queueUrl = z.url({ error: 'expected the URL of a queue' });

const schema = z.object({
  ACCOUNT_ID: z
    .string()
    .check(z.regex(/^\d{12}$/, { error: 'expected an account id of 12 digits' })),
  AWS_REGION: z.string().check(z.regex(REGION, { error: 'expected a region' })),
  AUDIT_REGIONS: z
    .pipe(
      z.pipe(
        z.string(),
        z.transform((list) => list.split(',').map((one) => one.trim())),
      ),
      z.transform((list) => list.filter((one) => one !== '')),
    )
    .check(
      z.refine((list) => list.every((one) => REGION.test(one)), {
        error: 'expected regions, separated by commas',
      }),
    ),
  STATE_TABLE: z.string().check(z.minLength(1, { error: 'expected the name of a table' })),
  CHANGE_QUEUE_URL: queueUrl,
  SWEEP_QUEUE_URL: queueUrl,
  DEAD_LETTER_QUEUE_URL: queueUrl,
  ALERT_TOPIC_ARN: z
    .string()
    .check(z.regex(/^arn:[\w-]+:sns:/, { error: 'expected the ARN of a topic' })),
  SECURITY_HUB: z.enum(['on', 'off']),
  ALERT_SEVERITY: z.enum(SEVERITIES),
  FINDING_SEVERITY: z.enum(SEVERITIES),
  CONFIGURATION_FILE: z.optional(z.string()),
});

/** @throws EnvironmentError with every variable that is missing or wrong, on one line */
export function readEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
): Environment {
  const data = checked(schema, variables);
  const others = data.AUDIT_REGIONS.filter((one) => one !== data.AWS_REGION);
  return {
    accountId: data.ACCOUNT_ID,
    regions: [data.AWS_REGION, ...new Set(others)],
    stateTable: data.STATE_TABLE,
    changeQueueUrl: data.CHANGE_QUEUE_URL,
    sweepQueueUrl: data.SWEEP_QUEUE_URL,
    deadLetterQueueUrl: data.DEAD_LETTER_QUEUE_URL,
    alertTopicArn: data.ALERT_TOPIC_ARN,
    securityHub: data.SECURITY_HUB === 'on',
    alertSeverity: data.ALERT_SEVERITY,
    findingSeverity: data.FINDING_SEVERITY,
    ...(data.CONFIGURATION_FILE && { configurationFile: data.CONFIGURATION_FILE }),
  };
}

/** What the function that posts to Slack is told; it needs nothing of the others' environment. */
export interface SlackEnvironment {
  readonly region: string;
  readonly webhook: WebhookPlace;
}

/** The template leaves the variable of the place that is not used empty. */
const slackSchema = z.object({
  AWS_REGION: z.string().check(z.regex(REGION, { error: 'expected a region' })),
  SLACK_WEBHOOK_PARAMETER: z.optional(z.string()),
  SLACK_WEBHOOK_SECRET: z.optional(z.string()),
});

/** @throws EnvironmentError where it is not told where the webhook's address is kept, or of two places */
export function readSlackEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
): SlackEnvironment {
  const data = checked(slackSchema, variables);
  const { SLACK_WEBHOOK_PARAMETER: name, SLACK_WEBHOOK_SECRET: id } = data;
  const places: readonly WebhookPlace[] = [
    ...(name ? [{ kind: 'parameter', name } as const] : []),
    ...(id ? [{ kind: 'secret', id } as const] : []),
  ];
  const [webhook, ...others] = places;
  if (webhook === undefined || others.length > 0) {
    throw new EnvironmentError(
      'environment variables are wrong: expected either SLACK_WEBHOOK_PARAMETER or SLACK_WEBHOOK_SECRET',
    );
  }
  return { region: data.AWS_REGION, webhook };
}

function checked<T>(
  shape: z.ZodMiniType<T>,
  variables: Readonly<Record<string, string | undefined>>,
): T {
  const parsed = shape.safeParse(variables);
  if (parsed.success) return parsed.data;
  const problems = problemsOf(parsed.error, variables).map(
    ({ path, message }) => `${path.map(String).join('.')}: ${message}`,
  );
  throw new EnvironmentError(`environment variables are wrong: ${problems.join('; ')}`);
}
