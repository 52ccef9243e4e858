import { parseArgs } from 'node:util';
import { configuredRegion } from '../../shared/adapters/aws/clients.ts';
import { errorDetails, isConnectionFailure } from '../../shared/adapters/aws/error-details.ts';
import { AccountAccessError } from '../../shared/ports/account-reader.ts';
import { InputError } from '../../shared/adapters/file/input-error.ts';
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

const OPTIONS = {
  region: { type: 'string' },
  stage: { type: 'string', default: 'prod' },
  profile: { type: 'string' },
  param: { type: 'string', multiple: true },
  'delete-state': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const HELP = `Usage: npm run <deploy, remove, redrive or sweep> -- [options]

Options
  --region <region>       the home region, where everything runs. Default: the region of the AWS settings
  --stage <name>          a second, independent deployment (default prod)
  --profile <name>        profile of the AWS settings whose credentials are used
  --param <name=value>    deploy: a parameter; repeat it for several. The others stay as they were
  --delete-state          remove: delete the state table too
  -h, --help              this text

Parameters, explained in docs/operations.md
  ${SETTING_NAMES.slice(0, 6).join(', ')},
  ${SETTING_NAMES.slice(6).join(', ')}
`;

/** Somebody asked how a script is called. */
class HelpAsked extends Error {
  override readonly name = 'HelpAsked';
}

/** @throws SettingsError where the arguments are not understood */
export async function deploymentArguments(args: readonly string[]): Promise<DeploymentArguments> {
  const { values } = parsed(args);
  if (values.help) throw new HelpAsked(HELP);
  const { stage, profile, param } = values;
  if (!/^[a-z][a-z0-9-]{0,19}$/.test(stage)) {
    throw new SettingsError(
      '--stage: expected at most 20 letters in lower case, digits and hyphens',
    );
  }
  return {
    region: values.region ?? (await configuredRegion(profile)),
    stage,
    profile,
    parameters: param ?? [],
    deleteState: values['delete-state'],
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true });
  } catch (error) {
    // Node's own words name the option.
    throw new SettingsError(error instanceof Error ? error.message : String(error));
  }
}

/** The home region. @throws SettingsError where none is given */
export function homeRegion({ region }: DeploymentArguments): string {
  if (region !== undefined) return region;
  throw new SettingsError(
    'No region: give --region, the home region of the deployment, or set AWS_REGION.',
  );
}

/** The name of the stack in the home region. */
export function stackNameOf({ stage }: Pick<DeploymentArguments, 'stage'>): string {
  return `lambda-vpc-auditor-${stage}`;
}

/** Runs a script; what the user can put right ends with code 2 and its message, without a stack. */
export async function runScript(
  script: (args: DeploymentArguments) => Promise<void>,
): Promise<void> {
  // Which Node the SDK will one day need is not for whoever deploys to act on.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  try {
    await script(await deploymentArguments(process.argv.slice(2)));
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
function explained(error: unknown): { readonly code: number; readonly message: string } {
  if (
    error instanceof SettingsError ||
    error instanceof InputError ||
    error instanceof AccountAccessError
  ) {
    return { code: 2, message: error.message };
  }
  if (error instanceof StepError) return { code: 1, message: error.message };
  const details = errorDetails(error);
  const { code, message, answered } = details;
  if (answered) return { code: 1, message: `AWS refuses: ${code}: ${message}` };
  if (isConnectionFailure(details)) {
    return { code: 1, message: `AWS cannot be reached: ${message}` };
  }
  throw error;
}
