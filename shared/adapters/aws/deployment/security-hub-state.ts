import { DescribeHubCommand } from '@aws-sdk/client-securityhub';
import type { SecurityHubClient } from '@aws-sdk/client-securityhub';
import type { Fact } from '../../../model/fact.ts';
import { attempt } from '../call.ts';
import { errorDetails } from '../error-details.ts';

/** What Security Hub answers in a region where the account has not enabled it. */
const NOT_ENABLED = new Set(['InvalidAccessException', 'ResourceNotFoundException']);

/** Whether Security Hub is enabled in the client's region. */
export function readSecurityHubState(client: SecurityHubClient): Promise<Fact<boolean>> {
  return attempt('securityhub:DescribeHub', async () => {
    try {
      await client.send(new DescribeHubCommand({}));
      return true;
    } catch (error) {
      if (NOT_ENABLED.has(errorDetails(error).code)) return false;
      throw error;
    }
  });
}
