import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { STSClient } from '@aws-sdk/client-sts';
import { parseArn } from '../../model/arn.ts';
import { AccountAccessError } from '../../ports/account-reader.ts';
import { accessError } from './call.ts';
import { errorDetails, isConnectionFailure } from './error-details.ts';
import { isKnownRegion } from './known-region.ts';
import { missingProfile } from './missing-profile.ts';

export interface CallerIdentity {
  readonly accountId: string;
  readonly partition: string;
}

/**
 * The account of the credentials. Needs no permission, so whatever fails here concerns the credentials,
 * the region or the connection: rejects with `AccountAccessError`, always.
 */
export async function callerIdentity(
  sts: STSClient,
  region: string,
  profile?: string,
): Promise<CallerIdentity> {
  const identity = await askIdentity(sts, region, profile);
  const arn = parseArn(identity.Arn ?? '');
  if (identity.Account === undefined || arn === undefined) {
    throw new AccountAccessError(
      'unreachable',
      `sts:GetCallerIdentity in ${region} names no account`,
    );
  }
  return { accountId: identity.Account, partition: arn.partition };
}

async function askIdentity(sts: STSClient, region: string, profile: string | undefined) {
  try {
    return await sts.send(new GetCallerIdentityCommand({}));
  } catch (error) {
    const details = errorDetails(error);
    const access = accessError(details);
    if (access !== undefined) {
      const missing = await missingProfile(profile);
      if (missing !== undefined && details.code === NO_CREDENTIALS) throw missing;
      const hint = credentialsHint(details.code, region, profile);
      throw new AccountAccessError(access.problem, `${access.message}${hint}`);
    }
    if (isConnectionFailure(details)) {
      // Unknown to the SDK, and AWS does not answer: it was mistyped.
      if (!isKnownRegion(region)) throw noRegion(region, details.message);
      throw new AccountAccessError(
        'unreachable',
        `AWS cannot be reached for ${region}: ${details.message}`,
      );
    }
    if (/region/i.test(details.message) && !details.answered) {
      throw noRegion(region, details.message);
    }
    throw new AccountAccessError(
      details.httpStatus === 403 ? 'denied' : 'unreachable',
      `sts:GetCallerIdentity failed in ${region}: ${details.code}: ${details.message}`,
    );
  }
}

/** What the SDK calls it when no provider of its chain has any. */
const NO_CREDENTIALS = 'CredentialsProviderError';

function credentialsHint(code: string, region: string, profile: string | undefined): string {
  if (code === 'InvalidClientTokenId') return ` (or ${region} is not enabled for the account)`;
  if (code !== NO_CREDENTIALS) return '';
  return profile === undefined
    ? ' (sign in as for the AWS CLI, or name a profile with --profile)'
    : ` (profile ${profile})`;
}

function noRegion(region: string, why: string): AccountAccessError {
  return new AccountAccessError('region', `${JSON.stringify(region)} is no AWS region: ${why}`);
}
