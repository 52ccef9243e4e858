import { CONTROLS } from '../shared/controls/registry.ts';
import type { Severity } from '../shared/controls/verdict.ts';
import { SEVERITIES } from '../shared/controls/verdict.ts';
import { evaluate } from '../shared/engine/evaluate.ts';
import type { Judgement } from '../shared/findings/judgement.ts';
import { isOpen, judgementOf } from '../shared/findings/judgement.ts';
import { Snapshot } from '../shared/model/snapshot.ts';
import type { OptionValues, ParsedArguments } from './arguments.ts';
import type { AUDIT_SPEC } from './commands.ts';
import { configurationFrom } from './configuration.ts';
import { EXIT_CODES } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { isNarrowed, narrowControls, narrowTargets } from './narrowing.ts';
import { pathFrom } from './paths.ts';
import { renderReport } from './render/report.ts';
import { readLiveAccount, snapshotsFromDisk } from './source.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

type Options = OptionValues<typeof AUDIT_SPEC.options>;

/** `audit`: judges a snapshot or the live account and prints what is wrong. */
export async function audit(
  { options }: ParsedArguments<typeof AUDIT_SPEC.options>,
  terminal: Terminal,
): Promise<ExitCode> {
  const configuration = await configurationFrom(options.config, CONTROLS, terminal);
  const asked = narrowControls(options, CONTROLS);
  const controls = asked.filter(({ meta }) => configuration.controls.get(meta.name)?.enabled);
  if (options.control.length > 0) {
    for (const { meta } of asked.filter((one) => !controls.includes(one))) {
      terminal.stderr.write(`Notice: ${meta.name} is switched off by the configuration\n`);
    }
  }
  const snapshots = await snapshotsToJudge(options, terminal);
  const target = narrowTargets(options, snapshots);
  const evaluations = snapshots.map((snapshot) => ({
    snapshot,
    evaluation: evaluate(snapshot, configuration, controls, target && { target }),
  }));
  const kinds = new Set(
    controls.flatMap(({ meta: { target: first, alsoTarget = first } }) => [first, alsoTarget]),
  );
  const judgement = withoutIdleExceptions(judgementOf(evaluations, kinds), isNarrowed(options));
  const text = renderReport(judgement, { controls, options, terminal });
  await writeReport(text, options.output, terminal);
  return exitCodeOf(judgement, options['fail-on']);
}

async function snapshotsToJudge(
  options: Options,
  terminal: Terminal,
): Promise<readonly Snapshot[]> {
  const { snapshot, region, profile } = options;
  if (snapshot === undefined) {
    return Snapshot.linked(await readLiveAccount(options, terminal, 'audit'));
  }
  if (profile !== undefined) {
    throw new UsageError('--profile is for the live account, not for --snapshot.', 'audit');
  }
  if (region.length > 1) {
    throw new UsageError('--snapshot takes one --region at most.', 'audit');
  }
  return snapshotsFromDisk(snapshot, region[0], terminal);
}

/** An exception that covers nothing of a part may well be needed elsewhere. */
function withoutIdleExceptions(judgement: Judgement, narrowed: boolean): Judgement {
  if (!narrowed) return judgement;
  const exceptionNotices = judgement.exceptionNotices.filter(({ state }) => state === 'expired');
  return { ...judgement, exceptionNotices };
}

async function writeReport(
  text: string,
  output: string | undefined,
  terminal: Terminal,
): Promise<void> {
  if (output === undefined) {
    terminal.stdout.write(text);
    return;
  }
  const { replaceFile } = await import('../shared/adapters/file/replace-file.ts');
  await replaceFile(pathFrom(terminal, output), text);
  terminal.stderr.write(`Wrote ${output}\n`);
}

/** Findings come before a control that broke: they are what the caller asked to be told of. */
function exitCodeOf({ verdicts }: Judgement, failOn: Options['fail-on']): ExitCode {
  const worst = verdicts.filter(
    ({ verdict }) => isOpen(verdict) && reaches(verdict.severity, failOn),
  );
  if (worst.length > 0) return EXIT_CODES.findings;
  const broken = verdicts.some(({ verdict }) => verdict.status === 'ERROR');
  return broken ? EXIT_CODES.failed : EXIT_CODES.done;
}

function reaches(severity: Severity, failOn: Options['fail-on']): boolean {
  switch (failOn) {
    case 'never':
      return false;
    case 'high':
    case 'medium':
    case 'low': {
      const threshold = SEVERITIES.findIndex((one) => one.toLowerCase() === failOn);
      return SEVERITIES.indexOf(severity) <= threshold;
    }
  }
}
