import { mapFact } from '../../model/fact.ts';
import type { AccountPartReader } from '../../ports/account-part-reader.ts';
import type { Clock } from '../../ports/clock.ts';
import { CallCounts } from './call-counts.ts';
import type { ClientOptions } from './client-configuration.ts';
import { readFunction } from './function-part.ts';
import { locateIds } from './located-ids.ts';
import { createPartClients } from './part-clients.ts';
import { oncePerRegion, partContext } from './part-context.ts';
import { readRole } from './role-part.ts';
import { readVpcs } from './vpc-part.ts';

export interface PartReaderOptions extends ClientOptions {
  /** The account of the credentials; whoever deploys knows it, so that nobody has to ask. */
  readonly accountId: string;
  /** Where IAM is asked from: any region of the partition. */
  readonly homeRegion: string;
  readonly now: Clock;
}

export interface AwsAccountPartReader extends AccountPartReader {
  /** Requests sent so far, retries included. */
  readonly calls: CallCounts;
}

/** Reads parts of the account over the AWS APIs. Clients and their pace last as long as the reader. */
export function awsAccountPartReader(options: PartReaderOptions): AwsAccountPartReader {
  const { accountId, homeRegion, now } = options;
  const calls = new CallCounts();
  const clientsOf = oncePerRegion((region) => createPartClients(region, options, calls));
  const contextOf = (region: string) => partContext(region, accountId, clientsOf(region));
  // The oldest moment any of the answers can be from: a newer reading must never lose to this one.
  const asOf = () => now().toISOString();
  return {
    calls,
    vpcs: (region, vpcIds, alreadyKnown) => readVpcs(contextOf(region), vpcIds, alreadyKnown),
    lambdaFunction: async (region, functionArn, kept) => {
      const capturedAt = asOf();
      const found = await readFunction(contextOf(region), functionArn, kept);
      return mapFact(found, (one) => one && { ...one, capturedAt });
    },
    role: async (roleArn) => {
      const capturedAt = asOf();
      const found = await readRole(contextOf(homeRegion), roleArn);
      return mapFact(found, (one) => one && { ...one, capturedAt });
    },
    locate: (region, ids) => locateIds(contextOf(region), ids),
  };
}
