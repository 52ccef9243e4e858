import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
} from '@aws-sdk/client-service-quotas';
import type { ServiceQuota } from '@aws-sdk/client-service-quotas';
import { LAMBDA_ENI_QUOTA_CODE } from '../../model/service-quotas.ts';
import { attempt } from './call.ts';
import type { ReadContext, ReadStep } from './read-context.ts';

const ENI_QUOTA = { ServiceCode: 'lambda', QuotaCode: LAMBDA_ENI_QUOTA_CODE };

/**
 * The account's quota of Lambda network interfaces per VPC. AWS's default stands in only where AWS says
 * that the account has no value of its own: where the applied value may not be read, the default would
 * alarm an account whose quota was raised.
 */
export const readQuotas: ReadStep = async (context) => {
  const { clients, reading, inFlight } = context;
  const applied = await inFlight(() =>
    attempt<ServiceQuota | undefined>(
      'servicequotas:GetServiceQuota',
      async () => (await clients.serviceQuotas.send(new GetServiceQuotaCommand(ENI_QUOTA))).Quota,
      () => undefined,
    ),
  );
  if (!applied.known) {
    reading.gap('Quotas', applied);
    return;
  }
  if (applied.value === undefined) await readDefault(context);
  else reading.put('Quotas', reading.parse('Quotas', [applied.value]));
};

async function readDefault({ clients, reading, inFlight }: ReadContext): Promise<void> {
  const standard = await inFlight(() =>
    attempt(
      'servicequotas:GetAWSDefaultServiceQuota',
      async () =>
        (await clients.serviceQuotas.send(new GetAWSDefaultServiceQuotaCommand(ENI_QUOTA))).Quota,
    ),
  );
  if (standard.known) {
    const quotas = standard.value === undefined ? [] : [standard.value];
    reading.put('Quotas', reading.parse('Quotas', quotas));
  } else {
    reading.gap('Quotas', standard);
  }
}
