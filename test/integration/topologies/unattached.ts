import type { AccountClients } from '../emulated-account.ts';
import { createFunction } from './function.ts';

/** Catalogue T03: a function outside any VPC. Answers its ARN. */
export function createUnattached(account: AccountClients, name = 'unattached'): Promise<string> {
  return createFunction(account, { name, runtime: 'nodejs22.x' });
}
