import { parseArguments } from '../../cli/arguments.ts';
import type { OptionSpecs } from '../../cli/arguments.ts';
import type { CommandSpec } from '../../cli/commands.ts';
import { EXIT_CODES } from '../../cli/exit-code.ts';
import type { ExitCode } from '../../cli/exit-code.ts';
import { commandHelp } from '../../cli/help.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { configuredRegion } from '../../shared/adapters/aws/clients.ts';
import { errorDetails, isConnectionFailure } from '../../shared/adapters/aws/error-details.ts';
import { InputError } from '../../shared/adapters/file/input-error.ts';
import { AccountAccessError } from '../../shared/ports/account-reader.ts';
import { SETTING_NAMES, SettingsError } from './settings.ts';
import { StepError } from './step-error.ts';

/** What every script that has to do with the deployment takes. */
export interface DeploymentArguments {
  /** Undefined where neither an argument nor the AWS settings name one. */
  readonly region: string | undefined;
  readonly stage: string;
  readonly profile: string | undefined;
  /** `name=value` each. */
  readonly parameters: readonly string[];
  readonly deleteState: boolean;
}

const DEFAULT_STAGE = 'prod';

const OPTIONS = {
  region: {
    type: 'string',
    placeholder: 'region',
    description: 'the home region, where everything runs. Default: the region of the AWS settings',
  },
  stage: {
    type: 'string',
    placeholder: 'name',
    default: DEFAULT_STAGE,
    description: 'a second, independent deployment',
  },
  profile: {
    type: 'string',
    placeholder: 'name',
    description: 'profile of the AWS settings whose credentials are used',
  },
  param: {
    type: 'string',
    placeholder: 'name=value',
    multiple: true,
    description: 'a parameter; repeat it for several',
  },
  'delete-state': { type: 'boolean', description: 'delete the state table too' },
} as const satisfies OptionSpecs;

interface Script {
  readonly summary: string;
  /** The options beside those that all scripts take. */
  readonly takes: readonly ('param' | 'delete-state')[];
  readonly notes: readonly string[];
  readonly example: string;
}

const PARAMETERS = `Parameters, explained in docs/operations.md: ${SETTING_NAMES.join(', ')}.`;

const SCRIPTS = {
  package: {
    summary: 'Make in .serverless what deploy would deploy, and check its templates',
    takes: ['param'],
    notes: ['Asks nothing of AWS. Without a region it is made for us-east-1.', PARAMETERS],
    example: '--param configurationFile=auditor.yml',
  },
  deploy: {
    summary: 'Deploy the stack and its forwarders, and start a sweep',
    takes: ['param'],
    notes: ['A parameter that is not given stays as it was deployed.', PARAMETERS],
    example: '--region eu-west-1 --param alertEmail=you@example.com',
  },
  remove: {
    summary: 'Take away the forwarders and the stack',
    takes: ['delete-state'],
    notes: ['The state table stays, for a later deployment, unless --delete-state is given.'],
    example: '--region eu-west-1',
  },
  redrive: {
    summary: 'Send the messages of all dead-letter queues round again',
    takes: [],
    notes: [],
    example: '--region eu-west-1',
  },
  sweep: {
    summary: 'Start a sweep: everything is audited now',
    takes: [],
    notes: [],
    example: '--region eu-west-1',
  },
} as const satisfies Readonly<Record<string, Script>>;

export type ScriptName = keyof typeof SCRIPTS;

export const SCRIPT_NAMES = Object.keys(SCRIPTS) as readonly ScriptName[];

/** The script as the help of the command line tells it. */
function commandOf(name: ScriptName): CommandSpec {
  const { summary, takes, notes, example }: Script = SCRIPTS[name];
  const { param, 'delete-state': deleteState, ...options } = OPTIONS;
  const more: OptionSpecs = { param, 'delete-state': deleteState };
  return {
    name,
    summary,
    options: {
      ...options,
      ...Object.fromEntries(
        Object.entries(more).filter(([one]) => takes.some((taken) => taken === one)),
      ),
    },
    pairs: [],
    notes,
    examples: [`npm run ${name} -- ${example}`],
  };
}

/** Somebody asked how a script is called. */
class HelpAsked extends Error {
  override readonly name = 'HelpAsked';
}

/** @throws UsageError or SettingsError where the arguments are not understood */
export async function deploymentArguments(
  name: ScriptName,
  args: readonly string[],
): Promise<DeploymentArguments> {
  const spec = commandOf(name);
  const { options, help } = parseArguments(args, { name, options: OPTIONS, pairs: [] });
  if (help) throw new HelpAsked(commandHelp(spec, `npm run ${name} --`));
  const { region, stage, profile, param, 'delete-state': deleteState } = options;
  const given = { param: param.length > 0, 'delete-state': deleteState };
  for (const [option, isGiven] of Object.entries(given)) {
    if (isGiven && !(option in spec.options)) throw new UsageError(`${name} takes no --${option}.`);
  }
  if (!/^[a-z][a-z0-9-]{0,19}$/.test(stage)) {
    throw new SettingsError(
      '--stage: expected at most 20 letters in lower case, digits and hyphens',
    );
  }
  return {
    region: region ?? (await configuredRegion(profile)),
    stage,
    profile,
    parameters: param,
    deleteState,
  };
}

/** The home region. @throws SettingsError where none is given */
export function homeRegion({ region }: DeploymentArguments): string {
  if (region !== undefined) return region;
  throw new SettingsError(
    'No region: give --region, the home region of the deployment, or set AWS_REGION.',
  );
}

/** The arguments that name the same deployment again, for a command that somebody is to type. */
export function sameDeployment({ region, stage, profile }: DeploymentArguments): string {
  return [
    ...(region === undefined ? [] : ['--region', region]),
    ...(stage === DEFAULT_STAGE ? [] : ['--stage', stage]),
    ...(profile === undefined ? [] : ['--profile', profile]),
  ].join(' ');
}

/** The command that says what the deployment lacks. */
export function doctorCommand(args: DeploymentArguments): string {
  const stack = args.stage === DEFAULT_STAGE ? '' : ` --stack ${stackNameOf(args)}`;
  const place = sameDeployment({ ...args, stage: DEFAULT_STAGE });
  return `npx lambda-vpc-auditor doctor ${place}${stack}`;
}

/** The name of the stack in the home region. */
export function stackNameOf({ stage }: Pick<DeploymentArguments, 'stage'>): string {
  return `lambda-vpc-auditor-${stage}`;
}

/**
 * Runs a script, with the exit codes of the command line; what is no bug is told in its message, without
 * a stack.
 */
export async function runScript(
  name: ScriptName,
  script: (args: DeploymentArguments) => Promise<void>,
): Promise<void> {
  // Which Node the SDK will one day need is not for whoever deploys to act on.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  try {
    await script(await deploymentArguments(name, process.argv.slice(2)));
  } catch (error) {
    if (error instanceof HelpAsked) {
      process.stdout.write(error.message);
      return;
    }
    const { code, message } = explained(error);
    console.error(message);
    process.exitCode = code;
  }
}

/** What the user is told of an error, and the exit code. @throws whatever nobody expects, as it is */
export function explained(error: unknown): { readonly code: ExitCode; readonly message: string } {
  if (
    error instanceof UsageError ||
    error instanceof SettingsError ||
    error instanceof InputError
  ) {
    return { code: EXIT_CODES.wrongInput, message: error.message };
  }
  if (error instanceof AccountAccessError) {
    const code = error.isInput ? EXIT_CODES.wrongInput : EXIT_CODES.failed;
    return { code, message: error.message };
  }
  if (error instanceof StepError) return { code: EXIT_CODES.failed, message: error.message };
  const details = errorDetails(error);
  const { code, message, answered } = details;
  if (answered) return { code: EXIT_CODES.failed, message: `AWS refuses: ${code}: ${message}` };
  if (isConnectionFailure(details)) {
    return { code: EXIT_CODES.failed, message: `AWS cannot be reached: ${message}` };
  }
  throw error;
}
