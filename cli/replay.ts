import { readJsonFile } from '../shared/adapters/file/json-file.ts';
import { InputError } from '../shared/adapters/file/input-error.ts';
import { CONTROLS } from '../shared/controls/registry.ts';
import { deliveringRules } from '../shared/engine/delivering-rules.ts';
import { evaluate } from '../shared/engine/evaluate.ts';
import type { Verdict } from '../shared/engine/evaluate.ts';
import { changeOf } from '../shared/events/change.ts';
import { readCloudTrailEvent } from '../shared/events/cloudtrail-event.ts';
import { ruleOf } from '../shared/events/event-patterns.ts';
import { namedScope } from '../shared/events/named-scope.ts';
import type { Scope } from '../shared/events/named-scope.ts';
import { resolveScope } from '../shared/events/scope.ts';
import { scopeSelection } from '../shared/engine/scope-selection.ts';
import { findingId } from '../shared/findings/asff.ts';
import type { Judgement } from '../shared/findings/judgement.ts';
import { judgementOf } from '../shared/findings/judgement.ts';
import type { Replay } from '../shared/findings/replay-report.ts';
import { replayReport } from '../shared/findings/replay-report.ts';
import { replayedMessages } from '../shared/findings/replayed-messages.ts';
import type { ReplayedMessage } from '../shared/findings/replayed-messages.ts';
import type { Transition } from '../shared/findings/stored-finding.ts';
import type { Snapshot } from '../shared/model/snapshot.ts';
import type { OptionValues, ParsedArguments } from './arguments.ts';
import type { REPLAY_SPEC } from './commands.ts';
import { configurationFrom } from './configuration.ts';
import { EXIT_CODES } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { pathFrom } from './paths.ts';
import { renderJson } from './render/json.ts';
import { paletteOf } from './render/palette.ts';
import { replayTransitions } from './replay-path.ts';
import { renderReplay } from './render/replay-text.ts';
import { snapshotsFromDisk } from './source.ts';
import type { Terminal } from './terminal.ts';
import { usesColour, widthOf } from './terminal.ts';

type Options = OptionValues<typeof REPLAY_SPEC.options>;

/** `replay`: takes a CloudTrail event to the verdicts that follow from it. */
export async function replay(
  { options, positional }: ParsedArguments<typeof REPLAY_SPEC.options>,
  terminal: Terminal,
): Promise<ExitCode> {
  const replayed = await replayEvent(positional ?? '', options, terminal);
  const { stdout, env } = terminal;
  stdout.write(
    options.format === 'json'
      ? renderJson(replayReport(replayed))
      : renderReplay(replayed, {
          width: widthOf(stdout),
          palette: paletteOf(usesColour(stdout, env)),
        }),
  );
  return EXIT_CODES.done;
}

/** As a deployment has it that was not told otherwise. */
const ALERT_SEVERITY = 'MEDIUM';

const NOTHING: Scope = { vpcs: [], functions: [], endpoints: [], securityGroups: [], roles: [] };

async function replayEvent(file: string, options: Options, terminal: Terminal): Promise<Replay> {
  const { value } = await readJsonFile(pathFrom(terminal, file));
  const read = readCloudTrailEvent(value);
  if (!read.ok) {
    const { field, problem } = read.error;
    throw new InputError(`${file}: ${field === '' ? '' : `${field}: `}${problem}`);
  }
  const change = changeOf(read.event);
  const named = namedScope(change, read.event.record);
  const { snapshot: path, region } = options;
  const snapshots = path === undefined ? [] : await snapshotsFromDisk(path, region, terminal);
  const configuration = await configurationFrom(options.config, CONTROLS, terminal);
  if (!change.matched) return { change, named, scope: NOTHING, messages: [] };
  const controls = CONTROLS.filter(({ meta }) => configuration.controls.get(meta.name)?.enabled);
  const rule = ruleOf(deliveringRules(CONTROLS), change);
  const delivered = { change, named, ...(rule && { rule: rule.name }) };
  const [snapshot] = snapshots;
  if (snapshot === undefined) return { ...delivered, scope: scopeOf(named), messages: [] };
  warnOfOtherAccount(change.accountId, snapshots, terminal);
  const scope = resolveScope(change, named, snapshot);
  const selection = scopeSelection(scope, change.row.fanOut);
  const evaluations = snapshots.map((one) => ({
    snapshot: one,
    evaluation: evaluate(one, configuration, controls, selection),
  }));
  const kinds = new Set(
    controls.flatMap(({ meta: { target: first, alsoTarget = first } }) => [first, alsoTarget]),
  );
  const judgement: Judgement = { ...judgementOf(evaluations, kinds), exceptionNotices: [] };
  const transitions = await replayTransitions(value, {
    snapshots: snapshots.filter(({ accountId }) => accountId === snapshot.accountId),
    configuration,
    now: terminal.now,
  });
  return { ...delivered, scope, judgement, messages: messagesOf(transitions, judgement) };
}

/** What stands in the same VPC and out of the change's scope was known before. */
function messagesOf(
  transitions: readonly Transition[],
  { verdicts }: Judgement,
): readonly ReplayedMessage[] {
  const inScope = new Set(verdicts.map(({ verdict }) => findingIdOf(verdict)));
  return replayedMessages(
    transitions.filter(({ findingId }) => inScope.has(findingId)),
    ALERT_SEVERITY,
  );
}

function findingIdOf({ control, resource }: Verdict): string {
  return findingId({ control: control.meta.name, resource });
}

/** Without a snapshot the scope is what the event names, and nothing else of it. */
function scopeOf({ vpcs, functions, endpoints, securityGroups, roles }: Scope): Scope {
  return { vpcs, functions, endpoints, securityGroups, roles };
}

function warnOfOtherAccount(
  accountId: string | undefined,
  snapshots: readonly Snapshot[],
  { stderr }: Terminal,
): void {
  const accounts = [...new Set(snapshots.map((snapshot) => snapshot.accountId))];
  if (accountId === undefined || accounts.includes(accountId)) return;
  stderr.write(
    `Notice: the event is of account ${accountId}, the snapshot of ${accounts.join(', ')}\n`,
  );
}
