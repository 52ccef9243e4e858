import { vi } from 'vitest';
import { CallCounts } from '../../../shared/adapters/aws/call-counts.ts';
import { createPublishingClients } from '../../../shared/adapters/aws/publishing-clients.ts';
import type { FakeAws } from './fake-aws.ts';

/** Publishing clients that talk to the fake, with few attempts. */
export function publishingClients(fake: FakeAws, maxAttempts = 1, counts = new CallCounts()) {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'plantedaccesskey');
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
  vi.stubEnv('AWS_ENDPOINT_URL', '');
  vi.stubEnv('AWS_PROFILE', undefined);
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  return createPublishingClients('us-east-1', { requestHandler: fake, maxAttempts }, counts);
}

/** Log lines and counts, kept. */
export function observed() {
  const lines: { level: string; message: string; fields: object }[] = [];
  const counts: { name: string; value: number }[] = [];
  const line =
    (level: string) =>
    (message: string, fields: object = {}) => {
      lines.push({ level, message, fields });
    };
  return {
    lines,
    counts,
    log: { info: line('info'), warn: line('warn'), error: line('error') },
    metrics: {
      count: (name: string, value: number) => {
        counts.push({ name, value });
      },
      seconds: () => undefined,
    },
  };
}
