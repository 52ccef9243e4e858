import { homedir } from 'node:os';
import path from 'node:path';
import { loadSharedConfigFiles } from '@smithy/core/config';
import { didYouMean } from '../../model/near-names.ts';
import { AccountAccessError } from '../../ports/account-reader.ts';

/**
 * The error for a profile that the shared AWS files do not have; undefined where they have it, or where
 * nobody names one.
 *
 * @param given of the command line; else `AWS_PROFILE` names it, as for the AWS CLI
 */
export async function missingProfile(
  given: string | undefined,
): Promise<AccountAccessError | undefined> {
  const profile = given ?? process.env['AWS_PROFILE'];
  if (profile === undefined || profile === '') return undefined;
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  const known = [...Object.keys(configFile), ...Object.keys(credentialsFile)];
  if (known.includes(profile)) return undefined;
  const files = [
    fileOf('AWS_CONFIG_FILE', 'config'),
    fileOf('AWS_SHARED_CREDENTIALS_FILE', 'credentials'),
  ];
  return new AccountAccessError(
    'profile',
    `There is no profile ${JSON.stringify(profile)} in ${files.join(' and ')}.${didYouMean(profile, known)}`,
  );
}

/** Where the AWS CLI and the SDK look: https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html */
function fileOf(variable: string, name: string): string {
  return process.env[variable] ?? path.join(homedir(), '.aws', name);
}
