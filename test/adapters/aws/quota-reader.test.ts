import { describe, expect, test } from 'vitest';
import { FakeAws, json, jsonError, readFake } from './fake-aws.ts';

describe('the quota of network interfaces', () => {
  const standard = json({
    Quota: { ServiceCode: 'lambda', QuotaCode: 'L-9FEE3D26', Value: 250 },
  });

  test('is the default where the account has none of its own', async () => {
    const { collections } = await readFake(
      new FakeAws({
        GetServiceQuota: jsonError('NoSuchResourceException', 'none', 400),
        GetAWSDefaultServiceQuota: standard,
      }),
    );
    expect(collections.Quotas).toMatchObject([{ Value: 250 }]);
  });

  test('is unknown where the applied value may not be read, whatever the default', async () => {
    const { collections, gaps } = await readFake(
      new FakeAws({
        GetServiceQuota: jsonError('AccessDeniedException', 'no', 400),
        GetAWSDefaultServiceQuota: standard,
      }),
    );
    expect(collections.Quotas).toBeUndefined();
    expect(gaps).toMatchObject([
      { collection: 'Quotas', reason: { kind: 'denied', call: 'servicequotas:GetServiceQuota' } },
    ]);
  });
});
