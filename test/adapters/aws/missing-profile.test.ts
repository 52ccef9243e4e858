import path from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { configuredRegion } from '../../../shared/adapters/aws/clients.ts';
import { missingProfile } from '../../../shared/adapters/aws/missing-profile.ts';
import { folderWith } from '../file/temporary-folder.ts';

describe('a profile that the AWS files do not have', () => {
  let files = '';

  beforeEach(() => {
    files = folderWith({
      config: '[profile production]\nregion = eu-west-1\n',
      credentials: '[legacy]\naws_access_key_id = x\naws_secret_access_key = y\n',
    });
    vi.stubEnv('AWS_CONFIG_FILE', path.join(files, 'config'));
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', path.join(files, 'credentials'));
    vi.stubEnv('AWS_PROFILE', undefined);
    vi.stubEnv('AWS_REGION', undefined);
    vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
  });

  test('is named, with the files looked in and the profile meant', async () => {
    expect(await missingProfile('prodution')).toMatchObject({
      problem: 'profile',
      message: `There is no profile "prodution" in ${files}/config and ${files}/credentials. Did you mean production?`,
    });
  });

  test('may also be named by AWS_PROFILE', async () => {
    vi.stubEnv('AWS_PROFILE', 'legcy');
    const error = await missingProfile(undefined);
    expect(error?.message).toMatch(/^There is no profile "legcy" .* Did you mean legacy\?$/);
  });

  test('is told before a region is asked for', async () => {
    await expect(configuredRegion('prodution')).rejects.toThrow('There is no profile "prodution"');
    expect(await configuredRegion('production')).toBe('eu-west-1');
    expect(await configuredRegion('legacy')).toBeUndefined();
  });

  test.each([['production'], ['legacy'], [undefined]])(
    '%s: nothing is missing',
    async (profile) => {
      expect(await missingProfile(profile)).toBeUndefined();
    },
  );
});
