import type { Snapshot as SnapshotOf, SnapshotContent } from '../shared/model/snapshot.ts';
import type { AccountScope } from '../shared/ports/account-reader.ts';
import { pathFrom } from './paths.ts';
import { progressLine } from './progress-line.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** The options that say how a live account is read. */
export interface LiveOptions {
  readonly region: readonly string[];
  readonly profile: string | undefined;
  readonly 'lambda-rate': string;
}

/** The options that say where an account is read from. */
export interface SourceOptions extends LiveOptions {
  readonly snapshot: string | undefined;
}

/** What to read of a live account beside what is always read. */
export type LiveScope = Omit<AccountScope, 'region'>;

const LOWEST_RATE = 1;
/** Lambda's whole quota (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
const HIGHEST_RATE = 15;

/**
 * The snapshots that a command works on: of the file or folder, else of the live account.
 *
 * @throws UsageError for options that do not go together
 */
export async function snapshotsToRead(
  options: SourceOptions,
  terminal: Terminal,
  command: string,
  scope: LiveScope = {},
): Promise<readonly SnapshotOf[]> {
  const { snapshot, region } = options;
  if (snapshot === undefined) {
    const { Snapshot } = await import('../shared/model/snapshot.ts');
    return Snapshot.linked(await readLiveAccount(options, terminal, command, scope));
  }
  if (region.length > 1) {
    throw new UsageError('--snapshot takes one --region at most.', command);
  }
  return snapshotsFromDisk(snapshot, region[0], terminal);
}

/**
 * Loads the snapshots of a file or folder; what was ignored is said on standard error.
 *
 * @param region for answers that do not name their region
 * @throws InputError where nothing can be read
 */
export async function snapshotsFromDisk(
  given: string,
  region: string | undefined,
  terminal: Terminal,
): Promise<readonly SnapshotOf[]> {
  const { loadSnapshots } = await import('../shared/adapters/file/snapshot-source.ts');
  const path = pathFrom(terminal, given);
  const { snapshots, notices } = await loadSnapshots(path, region === undefined ? {} : { region });
  for (const notice of notices) terminal.stderr.write(`Notice: ${notice}\n`);
  return snapshots;
}

/**
 * Reads the live account, all regions at once.
 *
 * @throws AccountAccessError where nothing of the account can be read
 */
export async function readLiveAccount(
  options: LiveOptions,
  terminal: Terminal,
  command: string,
  scope: LiveScope = {},
): Promise<readonly SnapshotContent[]> {
  const lambdaCallsPerSecond = lambdaRate(options['lambda-rate'], command);
  const { profile } = options;
  const { awsAccountReader } = await import('../shared/adapters/aws/account-reader.ts');
  const regions = await regionsToRead(options, command);
  const line = progressLine(terminal);
  const reader = awsAccountReader({
    ...(profile !== undefined && { profile }),
    lambdaCallsPerSecond,
    now: () => new Date(terminal.now()),
    progress: line.report,
  });
  try {
    return await Promise.all(regions.map((region) => reader.read({ region, ...scope })));
  } finally {
    line.clear();
  }
}

async function regionsToRead(options: LiveOptions, command: string): Promise<readonly string[]> {
  if (options.region.length > 0) return [...new Set(options.region)];
  const { configuredRegion } = await import('../shared/adapters/aws/clients.ts');
  const region = await configuredRegion(options.profile);
  if (region !== undefined) return [region];
  throw new UsageError(
    'No region: give --region, or set AWS_REGION or the region of the profile.',
    command,
  );
}

function lambdaRate(text: string, command: string): number {
  const rate = Number(text);
  if (rate >= LOWEST_RATE && rate <= HIGHEST_RATE) return rate;
  throw new UsageError(
    `--lambda-rate is a number from ${LOWEST_RATE} to ${HIGHEST_RATE}, not "${text}".`,
    command,
  );
}
