import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { inject, vi } from 'vitest';

/** Clients that build a topology in the emulated account. */
export interface AccountClients {
  readonly region: string;
  readonly ec2: EC2Client;
  readonly iam: IAMClient;
  readonly lambda: LambdaClient;
}

/** Whether a moto server runs; without one the integration tests are skipped. */
export const hasEmulator = inject('awsEndpoint') !== '';

/** The variables under which the unmodified SDK, here or in a child process, talks to the emulator. */
export function emulatorEnvironment(): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: inject('awsEndpoint'),
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'emulated',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_MAX_ATTEMPTS: '2',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

/** Points this process at an emulated account without any resources but AWS's default VPC. */
export async function emptyAccount(region: string): Promise<AccountClients> {
  for (const [name, value] of Object.entries(emulatorEnvironment())) vi.stubEnv(name, value);
  await fetch(`${inject('awsEndpoint')}/moto-api/reset`, { method: 'POST' });
  return {
    region,
    ec2: new EC2Client({ region }),
    iam: new IAMClient({ region }),
    lambda: new LambdaClient({ region }),
  };
}
