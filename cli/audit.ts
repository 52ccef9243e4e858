import { CONTROLS } from '../shared/controls/registry.ts';
import type { Severity } from '../shared/controls/verdict.ts';
import { SEVERITIES } from '../shared/controls/verdict.ts';
import { accountQuestions } from '../shared/engine/account-questions.ts';
import { evaluate } from '../shared/engine/evaluate.ts';
import type { Judgement } from '../shared/findings/judgement.ts';
import { isOpen, judgementOf } from '../shared/findings/judgement.ts';
import type { OptionValues, ParsedArguments } from './arguments.ts';
import type { AUDIT_SPEC } from './commands.ts';
import { configurationFrom } from './configuration.ts';
import { EXIT_CODES } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { isNarrowed, narrowControls, narrowTargets } from './narrowing.ts';
import { renderReport } from './render/report.ts';
import { snapshotsToRead } from './source.ts';
import type { Terminal } from './terminal.ts';
import { checkOutput, writeOutput } from './write-output.ts';

type Options = OptionValues<typeof AUDIT_SPEC.options>;

/** `audit`: judges a snapshot or the live account and prints what is wrong. */
export async function audit(
  { options }: ParsedArguments<typeof AUDIT_SPEC.options>,
  terminal: Terminal,
): Promise<ExitCode> {
  await checkOutput(options.output, terminal);
  const configuration = await configurationFrom(options.config, CONTROLS, terminal);
  const asked = narrowControls(options, CONTROLS);
  const controls = asked.filter(({ meta }) => configuration.controls.get(meta.name)?.enabled);
  if (options.control.length > 0) {
    for (const { meta } of asked.filter((one) => !controls.includes(one))) {
      terminal.stderr.write(`Notice: ${meta.name} is switched off by the configuration\n`);
    }
  }
  const snapshots = await snapshotsToRead(
    options,
    terminal,
    'audit',
    accountQuestions(configuration),
  );
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
  await writeOutput(text, options.output, terminal);
  return exitCodeOf(judgement, options['fail-on']);
}

/** An exception that covers nothing of a part may well be needed elsewhere. */
function withoutIdleExceptions(judgement: Judgement, narrowed: boolean): Judgement {
  if (!narrowed) return judgement;
  const exceptionNotices = judgement.exceptionNotices.filter(({ state }) => state === 'expired');
  return { ...judgement, exceptionNotices };
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
