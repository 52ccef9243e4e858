import { known, unknown } from '../../model/fact.ts';
import type { Fact, UnknownReason } from '../../model/fact.ts';
import { AccountAccessError } from '../../ports/account-reader.ts';
import { errorDetails } from './error-details.ts';
import type { ErrorDetails } from './error-details.ts';

/** What EC2's and the JSON services' documentation call a refusal by policy. */
const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AccessDeniedFault',
  'AuthorizationError',
  'AuthorizationErrorException',
  'Client.UnauthorizedOperation',
  'NotAuthorized',
  'NotAuthorizedException',
  'UnauthorizedAccess',
  'UnauthorizedException',
  'UnauthorizedOperation',
]);

/** Credentials that no call will accept. */
const BAD_CREDENTIALS = new Set([
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'TokenProviderError',
  'UnrecognizedClientException',
]);

/** What the services call a thing that does not exist. */
const MISSING =
  /^(?:AWSOrganizationsNotInUseException|ResourceNotFoundException|NoSuchResourceException|NoSuchEntity(?:Exception)?|(?:AccessPoint|FileSystem|MountTarget)NotFound|Invalid\w+\.NotFound)$/;

/**
 * Makes one call. A refusal or a failure that outlasts the retries is an unknown fact that names the
 * call; where AWS says that the thing does not exist, `onMissing` (its message in) gives the value.
 * Rejects with `AccountAccessError` where no further call can succeed.
 *
 * @param action the IAM action behind the call, as `ec2:DescribeSubnets`
 */
export async function attempt<T>(
  action: string,
  send: () => Promise<T>,
  onMissing?: (message: string) => T,
): Promise<Fact<T>> {
  try {
    return known(await send());
  } catch (error) {
    if (error instanceof AccountAccessError) throw error;
    const details = errorDetails(error);
    if (onMissing !== undefined && MISSING.test(details.code)) {
      return known(onMissing(details.message));
    }
    const access = accessError(details);
    if (access !== undefined) throw access;
    return unknown(reasonOf(action, details));
  }
}

/** The error that ends the reading: credentials that are missing, wrong or expired. */
export function accessError(details: ErrorDetails): AccountAccessError | undefined {
  if (!BAD_CREDENTIALS.has(details.code)) return undefined;
  const text = details.message === '' ? details.code : details.message;
  return new AccountAccessError('credentials', `AWS credentials cannot be used: ${text}`);
}

/** Why a fact is unknown after the call failed. */
export function reasonOf(action: string, details: ErrorDetails): UnknownReason {
  const denied = DENIED.has(details.code) || (details.answered && details.httpStatus === 403);
  if (denied) {
    const detail = policyBehind(details.message);
    return { kind: 'denied', call: action, ...(detail !== undefined && { detail }) };
  }
  return { kind: 'failed', call: action, detail: failureText(details) };
}

/** Which kind of policy refused, where AWS says so; the rest of its message repeats the call. */
function policyBehind(message: string): string | undefined {
  return (
    /with an explicit deny in an? [a-z -]*policy/.exec(message)?.[0] ??
    /because no [a-z -]*policy allows/.exec(message)?.[0].replace(/ allows$/, ' allows it')
  );
}

function failureText(details: ErrorDetails): string {
  const status = details.httpStatus === undefined ? '' : `HTTP ${details.httpStatus}: `;
  if (details.answered)
    return `${status}${details.code}${details.message && `: ${details.message}`}`;
  return `${status}${details.message}`;
}
