import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Plugin } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { plainErrors, slimAwsClients, withPlainFindings } from '../../scripts/slim-aws-clients.mjs';
import { asffOfTransition } from '../../shared/findings/asff.ts';
import { aTransition } from '../builders/transitions.ts';

let folder: string;

beforeAll(async () => {
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
  folder = await mkdtemp(path.join(tmpdir(), 'auditor-slim-'));
});

afterAll(() => {
  vi.unstubAllEnvs();
  return rm(folder, { recursive: true });
});

/** What a source exports once it is bundled with the SDK, and how large the bundle is. */
async function bundled(source: string, name: string, plugins: readonly Plugin[]) {
  const outfile = path.join(folder, `${name}.mjs`);
  const result = await build({
    stdin: { contents: source, resolveDir: import.meta.dirname },
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    plugins: [...plugins],
    metafile: true,
    banner: {
      js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);",
    },
  });
  const exported: unknown = await import(pathToFileURL(outfile).href);
  return { exported, bytes: Object.values(result.metafile.outputs)[0]?.bytes ?? 0 };
}

/** Answers what the client would send. */
const SENT = `
import { BatchImportFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
export async function sent(Findings) {
  let request;
  const client = new SecurityHubClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
    requestHandler: { handle: (given) => { request = given; throw new Error('enough'); } },
  });
  await client.send(new BatchImportFindingsCommand({ Findings })).catch(() => undefined);
  const { method, path, hostname, body } = request;
  return { method, path, hostname, body: JSON.parse(new TextDecoder().decode(body)), agent: request.headers['user-agent'] };
}`;

interface Sending {
  sent(findings: readonly unknown[]): Promise<object>;
}

it('a slim client of Security Hub sends what the whole one sends', async () => {
  const whole = await bundled(SENT, 'whole', []);
  const slim = await bundled(SENT, 'slim', [slimAwsClients]);
  const findings = [asffOfTransition(aTransition())];
  const request = await (slim.exported as Sending).sent(findings);
  expect(request).toEqual(await (whole.exported as Sending).sent(findings));
  expect(request).toMatchObject({
    method: 'POST',
    path: '/findings/import',
    body: { Findings: findings },
  });
  expect(slim.bytes).toBeLessThan(whole.bytes - 100_000);
}, 60_000);

/** Answers what the clients make of an error, and how often they tried. */
const FAILED = `
import { DynamoDBClient, PutItemCommand, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListHostedZonesCommand, Route53Client } from '@aws-sdk/client-route-53';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { HttpResponse } from '@smithy/core/transport';
import { Readable } from 'node:stream';

const CALLS = {
  dynamodb: [DynamoDBClient, new PutItemCommand({ TableName: 'state', Item: {} })],
  iam: [IAMClient, new GetRoleCommand({ RoleName: 'reader' })],
  lambda: [LambdaClient, new GetFunctionCommand({ FunctionName: 'reader' })],
  route53: [Route53Client, new ListHostedZonesCommand({})],
  sqs: [SQSClient, new GetQueueAttributesCommand({ QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/1/a' })],
};

export async function failed(service, statusCode, headers, body) {
  let attempts = 0;
  const handle = async () => {
    attempts += 1;
    return { response: new HttpResponse({ statusCode, headers, body: Readable.from([Buffer.from(body)]) }) };
  };
  const [Client, command] = CALLS[service];
  const client = new Client({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 2,
    requestHandler: { handle },
  });
  const error = await client.send(command).catch((thrown) => thrown);
  const { name, message, $fault, $metadata, CancellationReasons } = error;
  const cancelled = error instanceof TransactionCanceledException;
  return { name, message, $fault, status: $metadata.httpStatusCode, CancellationReasons, cancelled, attempts };
}`;

interface Failing {
  failed(
    service: string,
    status: number,
    headers: Readonly<Record<string, string>>,
    body: string,
  ): Promise<object>;
}

describe('a slim client', () => {
  let whole: Failing;
  let slim: Failing;
  const json = { 'content-type': 'application/x-amz-json-1.0' };

  beforeAll(async () => {
    whole = (await bundled(FAILED, 'whole-errors', [])).exported as Failing;
    slim = (await bundled(FAILED, 'slim-errors', [slimAwsClients])).exported as Failing;
  }, 60_000);

  it.each([
    {
      what: 'an error without a class',
      service: 'lambda',
      status: 404,
      headers: { 'x-amzn-errortype': 'ResourceNotFoundException' },
      body: '{"Type":"User","Message":"Function not found: reader"}',
      expected: { name: 'ResourceNotFoundException', message: 'Function not found: reader' },
    },
    {
      what: 'throttling',
      service: 'lambda',
      status: 429,
      headers: { 'x-amzn-errortype': 'TooManyRequestsException', 'retry-after': '0' },
      body: '{"message":"Rate exceeded","Reason":"CallerRateLimitExceeded"}',
      expected: { name: 'TooManyRequestsException', message: 'Rate exceeded', attempts: 2 },
    },
    {
      what: 'throttling of the table',
      service: 'dynamodb',
      status: 400,
      headers: json,
      body: '{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"slower"}',
      expected: { name: 'ProvisionedThroughputExceededException', attempts: 2 },
    },
    {
      what: 'an error in progress, which may be repeated',
      service: 'dynamodb',
      status: 400,
      headers: json,
      body: '{"__type":"com.amazonaws.dynamodb.v20120810#TransactionInProgressException","Message":"wait"}',
      expected: { name: 'TransactionInProgressException', message: 'wait' },
    },
    {
      what: 'an error that the code asks for',
      service: 'dynamodb',
      status: 400,
      headers: json,
      body: '{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"no","CancellationReasons":[{"Code":"ConditionalCheckFailed"}]}',
      expected: { cancelled: true, CancellationReasons: [{ Code: 'ConditionalCheckFailed' }] },
    },
    {
      what: 'an error whose name is not its code',
      service: 'iam',
      status: 404,
      headers: { 'content-type': 'text/xml' },
      body: '<ErrorResponse><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>no reader</Message></Error></ErrorResponse>',
      expected: { name: 'NoSuchEntityException', message: 'no reader' },
    },
    {
      what: 'an error in XML',
      service: 'route53',
      status: 400,
      headers: { 'content-type': 'text/xml' },
      body: '<ErrorResponse><Error><Type>Sender</Type><Code>InvalidInput</Code><Message>no</Message></Error></ErrorResponse>',
      expected: { name: 'InvalidInput', message: 'no' },
    },
    {
      what: 'a queue that is missing',
      service: 'sqs',
      status: 400,
      headers: {
        ...json,
        'x-amzn-query-error': 'AWS.SimpleQueueService.NonExistentQueue;Sender',
      },
      body: '{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"no queue"}',
      expected: { name: 'QueueDoesNotExist', message: 'no queue' },
    },
  ])('says of $what what the whole one says', async (answer) => {
    const { service, status, headers, body, expected } = answer;
    const error = await slim.failed(service, status, headers, body);
    expect(error).toEqual(await whole.failed(service, status, headers, body));
    expect(error).toMatchObject({ status, ...expected });
  });
});

it('says where the schema of a finding is no longer what it was', () => {
  expect(() => withPlainFindings('export var Finding$ = [];')).toThrow('not found');
});

/** A file of schemas that registers one error of these traits. */
const schemas = (traits: string) => `export var GoneException$ = [-3, n0, _G,
  { ${traits} },
  [_m], [0]
];
n0_registry.registerError(GoneException$, GoneException);`;
/** A file of error classes with one of that field. */
const errors = (field: string) => `export class GoneException extends __BaseException {
  ${field}
}`;

describe('plainErrors', () => {
  it.each([
    { what: 'says its name alone', traits: '[_e]: _c', field: '', names: ['GoneException'] },
    { what: 'has another name', traits: '[_aQE]: [`Gone`, 404]', field: '', names: [] },
    { what: 'may be repeated', traits: '[_e]: _c', field: '$retryable = {};', names: [] },
    { what: 'is written otherwise', traits: '[_e]: ";"', field: '', names: [] },
  ])('of an error that $what', ({ traits, field, names }) => {
    expect(plainErrors(schemas(traits), errors(field))).toEqual(names);
  });
});
