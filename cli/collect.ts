import { writeSnapshotFile } from '../shared/adapters/file/snapshot-file.ts';
import type { ParsedArguments } from './arguments.ts';
import type { COLLECT_SPEC } from './commands.ts';
import { EXIT_CODES } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { pathFrom } from './paths.ts';
import { readLiveAccount } from './source.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { checkOutput } from './write-output.ts';
import type { SnapshotContent } from '../shared/model/snapshot.ts';
import { reasonText } from '../shared/model/fact.ts';

/** `collect`: reads the live account into a snapshot file. */
export async function collect(
  { options }: ParsedArguments<typeof COLLECT_SPEC.options>,
  terminal: Terminal,
): Promise<ExitCode> {
  const { output } = options;
  if (output === undefined) throw new UsageError('collect needs --output <file>.', 'collect');
  await checkOutput(output, terminal);
  const contents = await readLiveAccount(options, terminal, 'collect');
  await writeSnapshotFile(pathFrom(terminal, output), contents);
  for (const line of unreadLines(contents)) terminal.stderr.write(`Notice: ${line}\n`);
  terminal.stderr.write(`Wrote ${output}: ${contents.map(countsText).join('; ')}\n`);
  return EXIT_CODES.done;
}

function countsText({ accountId, region, collections }: SnapshotContent): string {
  const latest = collections.Functions?.filter(({ Version }) => Version === '$LATEST');
  const functions = latest?.length ?? 0;
  const vpcs = collections.Vpcs?.length ?? 0;
  const nouns = [functions === 1 ? 'function' : 'functions', vpcs === 1 ? 'VPC' : 'VPCs'];
  return `account ${accountId} in ${region}, ${functions} ${nouns[0]}, ${vpcs} ${nouns[1]}`;
}

/** Each call that left something unknown, once for its region. */
function unreadLines(contents: readonly SnapshotContent[]): readonly string[] {
  const lines = contents.flatMap(({ region, gaps }) =>
    gaps.flatMap(({ reason }) =>
      reason.kind === 'opaque'
        ? []
        : [`${region}: ${reasonText({ kind: reason.kind, call: reason.call })}`],
    ),
  );
  return [...new Set(lines)];
}
