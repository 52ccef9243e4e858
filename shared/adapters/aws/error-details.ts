/** What can be said of a failed call without repeating what AWS answered. */
export interface ErrorDetails {
  /** The service's error code, or Node's code of a connection that failed. */
  readonly code: string;
  /** One line, free of secrets. */
  readonly message: string;
  readonly httpStatus?: number;
  /** Whether the service answered with an error of its own, in its own format. */
  readonly answered: boolean;
}

const LONGEST_MESSAGE = 300;

const CONNECTION_CODES = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'TimeoutError',
]);

/** Whether the request never reached a service. */
export function isConnectionFailure(details: ErrorDetails): boolean {
  return !details.answered && CONNECTION_CODES.has(details.code);
}

/**
 * Reads an error of the SDK. The message of an answer that could not be parsed quotes the answer, and
 * that of a credential process quotes its command line and output: either may hold a secret and is
 * left out.
 */
export function errorDetails(error: unknown): ErrorDetails {
  if (!(error instanceof Error)) {
    return { code: 'Error', message: 'an unexpected value was thrown', answered: false };
  }
  const status = httpStatusOf(error);
  const httpStatus = status === undefined ? {} : { httpStatus: status };
  if ('$fault' in error) {
    return { code: error.name, message: oneLine(error.message), ...httpStatus, answered: true };
  }
  if (status !== undefined) {
    const message = 'the answer could not be understood';
    return { code: error.name, message, ...httpStatus, answered: false };
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return { code, message: unansweredMessage(error, code), answered: false };
}

function unansweredMessage(error: Error, code: string): string {
  if (CONNECTION_CODES.has(code)) {
    const host = 'hostname' in error && typeof error.hostname === 'string' ? error.hostname : '';
    const address = 'address' in error && typeof error.address === 'string' ? error.address : host;
    return `${address === '' ? 'the endpoint' : address} cannot be reached (${code})`;
  }
  if (/command failed/i.test(error.message)) return 'the credential process failed';
  return error instanceof SyntaxError
    ? 'the answer could not be understood'
    : oneLine(error.message);
}

function httpStatusOf(error: Error): number | undefined {
  for (const holder of ['$metadata', '$response'] as const) {
    const held: unknown = Reflect.get(error, holder);
    if (typeof held !== 'object' || held === null) continue;
    const status: unknown = Reflect.get(held, 'httpStatusCode') ?? Reflect.get(held, 'statusCode');
    if (typeof status === 'number') return status;
  }
  return undefined;
}

/** Without line breaks, control characters and the opaque blob that EC2 appends to a refusal. */
function oneLine(text: string): string {
  const line = text
    .replace(/\s*Encoded authorization failure message:.*$/s, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE)}…` : line;
}
