import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { STSClient } from '@aws-sdk/client-sts';
import { parseArn } from '../../model/arn.ts';
import { AccountAccessError } from '../../ports/account-reader.ts';
import { accessError } from './call.ts';
import { errorDetails, isConnectionFailure } from './error-details.ts';

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
  const partition = parseArn(identity.Arn ?? '')?.partition;
  if (identity.Account === undefined || partition === undefined) {
    throw new AccountAccessError(
      'unreachable',
      `sts:GetCallerIdentity in ${region} names no account`,
    );
  }
  return { accountId: identity.Account, partition };
}

async function askIdentity(sts: STSClient, region: string, profile: string | undefined) {
  try {
    return await sts.send(new GetCallerIdentityCommand({}));
  } catch (error) {
    const details = errorDetails(error);
    const access = accessError(details);
    if (access !== undefined) {
      const hint = credentialsHint(details.code, region, profile);
      throw new AccountAccessError(access.problem, `${access.message}${hint}`);
    }
    if (isConnectionFailure(details)) {
      throw new AccountAccessError(
        'unreachable',
        `AWS cannot be reached for ${region}: ${details.message}`,
      );
    }
    if (/region/i.test(details.message) && !details.answered) {
      throw new AccountAccessError(
        'region',
        `${JSON.stringify(region)} is no AWS region: ${details.message}`,
      );
    }
    throw new AccountAccessError(
      details.httpStatus === 403 ? 'denied' : 'unreachable',
      `sts:GetCallerIdentity failed in ${region}: ${details.code}: ${details.message}`,
    );
  }
}

function credentialsHint(code: string, region: string, profile: string | undefined): string {
  if (code === 'InvalidClientTokenId') return ` (or ${region} is not enabled for the account)`;
  return code === 'CredentialsProviderError' && profile !== undefined
    ? ` (profile ${profile})`
    : '';
}
