import { vi } from 'vitest';
import { awsAccountListing } from '../../../shared/adapters/aws/account-listing.ts';
import type {
  AccountListingOptions,
  AwsAccountListing,
} from '../../../shared/adapters/aws/account-listing.ts';
import { awsAccountPartReader } from '../../../shared/adapters/aws/account-part-reader.ts';
import type { AwsAccountPartReader } from '../../../shared/adapters/aws/account-part-reader.ts';
import { awsAccountReader } from '../../../shared/adapters/aws/account-reader.ts';
import type { AwsAccountReaderOptions } from '../../../shared/adapters/aws/account-reader.ts';
import type { AccountScope } from '../../../shared/ports/account-reader.ts';

/**
 * Stands where the SDK would open a connection: requests come as the SDK serialised them, answers go
 * through its parsers and retries. For what an emulator cannot show: refusals, throttling, broken
 * answers, page tokens.
 */

/** What the fake service answers; an Error is a connection that fails. */
export type Answer = { readonly status?: number; readonly body: string } | Error;

/** The parameters of a request, whatever its protocol carries them in. */
export type Parameters = Readonly<Record<string, string>>;

type Responder = Answer | ((parameters: Parameters) => Answer);

interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Paths of the REST services; the group `name` becomes a parameter. */
const REST_PATHS: readonly (readonly [RegExp, string])[] = [
  [/^\/[\d-]+\/functions\/?$/, 'ListFunctions'],
  [/^\/[\d-]+\/functions\/(?<name>[^/]+)\/configuration$/, 'GetFunctionConfiguration'],
  [/^\/[\d-]+\/functions\/(?<name>[^/]+)\/aliases$/, 'ListAliases'],
  [/^\/[\d-]+\/functions\/(?<name>[^/]+)\/versions$/, 'ListVersionsByFunction'],
  [/^\/[\d-]+\/capacity-providers\/?$/, 'ListCapacityProviders'],
  [
    /^\/[\d-]+\/functions\/(?<name>[^/]+)\/provisioned-concurrency$/,
    'ListProvisionedConcurrencyConfigs',
  ],
  [/^\/[\d-]+\/event-source-mappings\/?$/, 'ListEventSourceMappings'],
  [/^\/[\d-]+\/tags\/(?<name>.+)$/, 'ListTags'],
  [/^\/[\d-]+\/capacity-providers\/(?<name>.+)$/, 'GetCapacityProvider'],
  [
    /^\/[\d-]+\/functions\/(?<name>[^/]+)\/event-invoke-config\/list$/,
    'ListFunctionEventInvokeConfigs',
  ],
  [/^\/2015-02-01\/access-points$/, 'DescribeAccessPoints'],
  [/^\/2015-02-01\/mount-targets$/, 'DescribeMountTargets'],
  [
    /^\/2015-02-01\/mount-targets\/(?<name>[^/]+)\/security-groups$/,
    'DescribeMountTargetSecurityGroups',
  ],
  [/^\/profileassociations$/, 'ListProfileAssociations'],
  [/^\/profileresourceassociations\/profileid\/(?<name>[^/]+)$/, 'ListProfileResourceAssociations'],
  [/^\/2013-04-01\/hostedzonesbyvpc$/, 'ListHostedZonesByVPC'],
  [/^\/findings\/import$/, 'BatchImportFindings'],
  [/^\/2013-04-01\/hostedzone\/(?<name>[^/]+)\/rrset$/, 'ListResourceRecordSets'],
];

export const ACCOUNT_ID = '111122223333';

const IDENTITY = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult>
    <Arn>arn:aws:sts::${ACCOUNT_ID}:assumed-role/auditor/session</Arn>
    <UserId>AROAEXAMPLE:session</UserId><Account>${ACCOUNT_ID}</Account>
  </GetCallerIdentityResult></GetCallerIdentityResponse>`;

const DEFAULTS: Readonly<Record<string, Answer>> = {
  GetCallerIdentity: { body: IDENTITY },
  GetServiceQuota: json({
    Quota: { ServiceCode: 'lambda', QuotaCode: 'L-9FEE3D26', Value: 500 },
  }),
};

/** A JSON answer. */
export function json(value: unknown, status = 200): Answer {
  return { status, body: JSON.stringify(value) };
}

/** An EC2 answer: `ec2('DescribeVpcs', '<vpcSet>…</vpcSet>')`. */
export function ec2(operation: string, inner: string): Answer {
  return {
    body: `<${operation}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${inner}</${operation}Response>`,
  };
}

/** An answer of IAM, RDS, ElastiCache or Redshift. */
export function query(operation: string, inner: string): Answer {
  const result = `<${operation}Result>${inner}</${operation}Result>`;
  return { body: `<${operation}Response>${result}</${operation}Response>` };
}

/** An error of those, and of Route 53. */
export function queryError(code: string, message: string, status = 400): Answer {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  return {
    status,
    body: `<ErrorResponse>${error}<RequestId>r</RequestId></ErrorResponse>`,
  };
}

/** An error of EC2. */
export function ec2Error(code: string, message: string, status = 400): Answer {
  const error = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, body: `<Response><Errors>${error}</Errors><RequestID>r</RequestID></Response>` };
}

/** An error of Lambda and the other JSON services. */
export function jsonError(code: string, message: string, status = 400): Answer {
  return json({ __type: code, message, Message: message }, status);
}

/** Answers in order, the last one for ever. */
export function inTurn(...answers: readonly [Answer, ...Answer[]]): () => Answer {
  let next = 0;
  return () => {
    const answer = answers[Math.min(next, answers.length - 1)] ?? answers[0];
    next += 1;
    return answer;
  };
}

export class FakeAws {
  /** Every request, retries included, by operation. */
  readonly requests: { readonly operation: string; readonly parameters: Parameters }[] = [];
  readonly #answers: Readonly<Record<string, Responder>>;

  /** @param answers by operation; anything else is answered as an empty account would */
  constructor(answers: Readonly<Record<string, Responder>> = {}) {
    this.#answers = { ...DEFAULTS, ...answers };
  }

  requestsOf(operation: string): readonly Parameters[] {
    return this.requests
      .filter((request) => request.operation === operation)
      .map((request) => request.parameters);
  }

  handle(request: SentRequest): Promise<{ response: object }> {
    const { operation, parameters } = decode(request);
    this.requests.push({ operation, parameters });
    const responder = this.#answers[operation] ?? emptyAnswer(operation, request);
    const answer = typeof responder === 'function' ? responder(parameters) : responder;
    if (answer instanceof Error) return Promise.reject(answer);
    const { status = 200, body } = answer;
    const bytes = new TextEncoder().encode(body);
    return Promise.resolve({
      response: { statusCode: status, headers: headersFor(body), body: bytes },
    });
  }

  destroy(): void {}
}

function headersFor(body: string): Record<string, string> {
  const type = body.startsWith('{') ? 'application/json' : 'text/xml';
  return { 'content-type': type, 'x-amzn-requestid': 'r' };
}

const EC2_VERSION = '2016-11-15';
const ROUTE53_VERSION = '2013-04-01';

function emptyAnswer(operation: string, request: SentRequest): Answer {
  if (request.path.startsWith(`/${ROUTE53_VERSION}/`)) {
    return { body: `<${operation}Response></${operation}Response>` };
  }
  if (request.method === 'POST' && request.headers['x-amz-target'] === undefined) {
    const version = new URLSearchParams(bodyText(request.body)).get('Version');
    return version === EC2_VERSION ? ec2(operation, '') : query(operation, '');
  }
  return request.method === 'GET' || request.headers['x-amz-target'] !== undefined
    ? json({})
    : ec2(operation, '');
}

function decode(request: SentRequest): { operation: string; parameters: Parameters } {
  const target = request.headers['x-amz-target'];
  const body = bodyText(request.body);
  if (target !== undefined) {
    return { operation: target.split('.').at(-1) ?? '', parameters: jsonParameters(body) };
  }
  if (request.method === 'POST' && request.headers['content-type'] === 'application/json') {
    const rest = REST_PATHS.find(([path]) => path.test(request.path));
    return { operation: rest?.[1] ?? request.path, parameters: jsonParameters(body) };
  }
  if (request.method === 'POST') {
    const form = new URLSearchParams(body);
    return { operation: form.get('Action') ?? '', parameters: Object.fromEntries(form) };
  }
  for (const [path, operation] of REST_PATHS) {
    const match = path.exec(request.path);
    if (match === null) continue;
    const name = decodeURIComponent(match.groups?.['name'] ?? '');
    const parameters = new Map([['name', name]]);
    for (const [key, value] of Object.entries(request.query ?? {})) {
      parameters.set(key, String(value));
    }
    return { operation, parameters: Object.fromEntries(parameters) };
  }
  return { operation: request.path, parameters: {} };
}

/** The top level of a JSON body; what is no text stands as JSON. */
function jsonParameters(body: string): Parameters {
  const parameters = Object.entries(JSON.parse(body) as object).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return Object.fromEntries(parameters) as Parameters;
}

function bodyText(body: unknown): string {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : '';
}

/** Reads us-east-1 of the fake account, without pacing and with few attempts. */
export async function readFake(
  fake: FakeAws,
  options: Partial<AwsAccountReaderOptions> = {},
  scope: Partial<AccountScope> = {},
) {
  useCredentials(options.profile === undefined);
  const reader = awsAccountReader({
    ...unpaced(fake),
    progress: () => undefined,
    ...options,
  });
  return reader.read({ region: 'us-east-1', ...scope });
}

/** Reads parts of the fake account. */
export function partReaderOf(fake: FakeAws): AwsAccountPartReader {
  useCredentials(true);
  return awsAccountPartReader({
    ...unpaced(fake),
    accountId: ACCOUNT_ID,
    homeRegion: 'us-east-1',
  });
}

/** Lists the fake account. */
export function listingOf(
  fake: FakeAws,
  options: Partial<AccountListingOptions> = {},
): AwsAccountListing {
  useCredentials(true);
  return awsAccountListing({
    ...unpaced(fake),
    accountId: ACCOUNT_ID,
    homeRegion: 'us-east-1',
    serviceControlPolicies: false,
    ...options,
  });
}

export const CAPTURED_AT = '2026-11-20T12:00:00.000Z';

function unpaced(fake: FakeAws) {
  return {
    now: () => new Date(CAPTURED_AT),
    lambdaCallsPerSecond: 1_000,
    route53CallsPerSecond: 1_000,
    maxAttempts: 1,
    requestHandler: fake,
  };
}

function useCredentials(withKey: boolean): void {
  vi.stubEnv('AWS_ACCESS_KEY_ID', withKey ? 'AKIAIOSFODNN7EXAMPLE' : undefined);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', withKey ? 'plantedaccesskey' : undefined);
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
  vi.stubEnv('AWS_ENDPOINT_URL', '');
  vi.stubEnv('AWS_PROFILE', undefined);
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
}
