import path from 'node:path';
import { InputError } from '../shared/adapters/file/input-error.ts';
import { configuredTags, placementLists } from '../shared/controls/placement/placement-lists.ts';
import { CONTROLS } from '../shared/controls/registry.ts';
import type { Configuration } from '../shared/engine/configuration.ts';
import { allowPolicy } from '../shared/iam/allow-policy.ts';
import { hardeningPolicy } from '../shared/iam/hardening-policy.ts';
import type { PlacementLists, PreventivePolicies } from '../shared/iam/policy-json.ts';
import { denyPolicies, policyText, SCP_CHARACTERS } from '../shared/iam/preventive-policy.ts';
import { reasonText } from '../shared/model/fact.ts';
import type { OptionValues, ParsedArguments } from './arguments.ts';
import type { POLICY_SPEC } from './commands.ts';
import { EXIT_CODES } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { pathFrom } from './paths.ts';
import { checkPolicy } from './policy-check.ts';
import { snapshotsFromDisk } from './source.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

type Options = OptionValues<typeof POLICY_SPEC.options>;

const COMMAND = 'policy';

/** `policy`: prints the policies that prevent what the lists forbid, or checks somebody's policy. */
export async function policy(
  { options }: ParsedArguments<typeof POLICY_SPEC.options>,
  terminal: Terminal,
): Promise<ExitCode> {
  const { check, kind, config } = options;
  if (check !== undefined && kind !== 'hardening') {
    const required =
      config !== undefined && (await listsFrom(options, config, terminal)).lists.required;
    return checkPolicy({ file: check, kind, format: options.format, required }, terminal);
  }
  const { documents, notes, problems } =
    kind === 'hardening' ? hardening(options) : await preventive(options, terminal);
  if (problems.length > 0) throw new InputError(problems.join('\n'));
  for (const note of notes) terminal.stderr.write(`Note: ${note}\n`);
  // Only for a service control policy does white space count.
  const limit = kind === 'scp' ? SCP_CHARACTERS : Number.POSITIVE_INFINITY;
  await write(
    documents.map((document) => policyText(document, limit)),
    options,
    terminal,
  );
  return EXIT_CODES.done;
}

const FUNCTION_ARN = /^arn:[^:]+:lambda:[^:]+:[^:]+:function:[^:]+(?::[^:]+)?$/;

function hardening({ function: functions }: Options): PreventivePolicies {
  if (functions.length === 0) {
    throw new UsageError('--kind hardening needs --function <ARN>.', COMMAND);
  }
  for (const arn of functions) {
    if (FUNCTION_ARN.test(arn)) continue;
    const expected = 'arn:aws:lambda:<region>:<account>:function:<name>';
    throw new UsageError(`--function is an ARN such as ${expected}, not "${arn}".`, COMMAND);
  }
  return {
    documents: [hardeningPolicy(functions)],
    notes: [
      'add it to the execution role beside what lets Lambda manage the network interfaces',
      'name every function that uses the role: the code of any other keeps the permissions',
    ],
    problems: [],
  };
}

async function preventive(options: Options, terminal: Terminal): Promise<PreventivePolicies> {
  const { config, kind } = options;
  if (config === undefined) {
    throw new UsageError('The lists are in a configuration file: --config <file>.', COMMAND);
  }
  const { lists, problems } = await listsFrom(options, config, terminal);
  if (problems.length === 0 && saysNothing(lists)) {
    throw new InputError(
      `${config}: its lists are empty and no VPC is required, so there is nothing to prevent`,
    );
  }
  const made = kind === 'iam' ? allowPolicy(lists) : denyPolicies(lists);
  return { ...made, problems: [...problems, ...made.problems] };
}

function saysNothing({ required, exemptNamePatterns, ...lists }: PlacementLists): boolean {
  return (
    !required &&
    exemptNamePatterns.length === 0 &&
    Object.values(lists).every((ids) => ids.length === 0)
  );
}

async function listsFrom(
  options: Options,
  config: string,
  terminal: Terminal,
): Promise<{ readonly lists: PlacementLists; readonly problems: readonly string[] }> {
  const configuration = await readConfiguration(config, terminal);
  const tags = configuredTags(configuration);
  const { snapshot, region } = options;
  if (tags.length > 0 && snapshot === undefined && options.check === undefined) {
    throw new UsageError(
      `${tags.join(', ')} of ${config}: a policy names ids, and tags are looked up in --snapshot <file|folder>.`,
      COMMAND,
    );
  }
  const snapshots =
    snapshot === undefined ? [] : await snapshotsFromDisk(snapshot, region, terminal);
  const { lists, unread } = placementLists(configuration, snapshots);
  return { lists, problems: unread.map(({ reason }) => `${config}: ${reasonText(reason)}`) };
}

/** Without the policy files: a policy that is yet to be printed may be one of them. */
async function readConfiguration(given: string, terminal: Terminal): Promise<Configuration> {
  const { readConfigurationFile } = await import('../shared/adapters/file/configuration-file.ts');
  return readConfigurationFile(pathFrom(terminal, given), CONTROLS);
}

async function write(
  texts: readonly string[],
  { kind, output }: Options,
  terminal: Terminal,
): Promise<void> {
  if (output === undefined) {
    const [only = ''] = texts;
    terminal.stdout.write(texts.length === 1 ? `${only}\n` : `[\n${texts.join(',\n')}\n]\n`);
    return;
  }
  const { replaceFile } = await import('../shared/adapters/file/replace-file.ts');
  const { makeFolder } = await import('../shared/adapters/file/make-folder.ts');
  await makeFolder(pathFrom(terminal, output));
  for (const [index, text] of texts.entries()) {
    const file = path.join(output, `${kind}-${index + 1}.json`);
    await replaceFile(pathFrom(terminal, file), `${text}\n`);
    terminal.stderr.write(`Wrote ${file}\n`);
  }
}
