import pLimit from 'p-limit';
import type { SnapshotContent } from '../../model/snapshot.ts';
import type { AccountReader, AccountScope } from '../../ports/account-reader.ts';
import { CallCounts } from './call-counts.ts';
import { callerIdentity } from './caller-identity.ts';
import type { ClientOptions } from './client-configuration.ts';
import { createClients, destroyClients } from './clients.ts';
import { readDatabases } from './database-listings.ts';
import { readFileSystems } from './file-systems.ts';
import { readHostedZones } from './hosted-zones.ts';
import { readInvokeConfigs } from './invoke-configs.ts';
import { readFunctions } from './lambda-reader.ts';
import { readListings } from './listings.ts';
import { readNamedResources } from './named-resources.ts';
import { readPrefixLists } from './prefix-lists.ts';
import { readPrincipals } from './principals.ts';
import { Progress } from './progress.ts';
import type { ProgressReport } from './progress.ts';
import { readQuotas } from './quota-reader.ts';
import type { ReadContext, ReadStep } from './read-context.ts';
import { Reading } from './reading.ts';
import { readResolverRules } from './resolver-rules.ts';
import { readServiceControlPolicies } from './service-control-policies.ts';
import { readVpcAttributes } from './vpc-attributes.ts';

export interface AwsAccountReaderOptions extends ClientOptions {
  readonly now: () => Date;
  /** Takes lines for standard error while a reading takes longer than two seconds. */
  readonly progress: ProgressReport;
  /** Calls in flight at once: of Lambda, whose pace would hold up the others, and of all others. */
  readonly concurrency?: number;
}

export interface AwsAccountReader extends AccountReader {
  /** Requests sent by all readings so far, retries included. */
  readonly calls: CallCounts;
}

const CONCURRENCY = 10;

/**
 * The steps of a reading, in order: those of one row need nothing of each other and run together. A step
 * for other collections goes into the row after what it reads from.
 */
const STEPS: readonly (readonly ReadStep[])[] = [
  [
    readListings,
    readPrefixLists,
    readFunctions,
    readQuotas,
    readDatabases,
    readServiceControlPolicies,
  ],
  [readNamedResources, readPrincipals, readFileSystems],
  [readVpcAttributes, readHostedZones, readResolverRules, readInvokeConfigs],
];

/** Reads accounts live over the AWS APIs, with the usual credential chain. */
export function awsAccountReader(options: AwsAccountReaderOptions): AwsAccountReader {
  const calls = new CallCounts();
  return {
    calls,
    read: (scope) => readAccount(scope, options, calls),
  };
}

async function readAccount(
  scope: AccountScope,
  options: AwsAccountReaderOptions,
  calls: CallCounts,
): Promise<SnapshotContent> {
  const { region } = scope;
  // The oldest moment any of the answers can be from: a newer snapshot must never lose to this one.
  const capturedAt = options.now().toISOString();
  const clients = createClients(region, options, calls);
  const progress = new Progress(options.progress);
  const inFlight = pLimit(options.concurrency ?? CONCURRENCY);
  const lambdaInFlight = pLimit(options.concurrency ?? CONCURRENCY);
  const before = calls.total;
  progress.start(() => `Reading ${region}: ${calls.total - before} calls`);
  try {
    const identity = await callerIdentity(
      clients.sts,
      region,
      options.profile ?? process.env['AWS_PROFILE'],
    );
    const context: ReadContext = {
      region,
      scope,
      identity,
      clients,
      reading: new Reading(),
      progress,
      inFlight,
      lambdaInFlight,
    };
    for (const steps of STEPS) await Promise.all(steps.map((step) => step(context)));
    return context.reading.content({ ...identity, region, capturedAt });
  } finally {
    progress.stop();
    // What still waits for its turn after a failure would only find out the same.
    inFlight.clearQueue();
    lambdaInFlight.clearQueue();
    destroyClients(clients);
  }
}
