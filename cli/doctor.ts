import functionReads from '../infra/generated/reads.json' with { type: 'json' };
import { checkDeployment } from '../shared/deployment/checks.ts';
import type { ParsedArguments } from './arguments.ts';
import type { DOCTOR_SPEC } from './commands.ts';
import { EXIT_CODES } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { renderDiagnoses } from './render/doctor-text.ts';
import { renderJson } from './render/json.ts';
import { paletteOf } from './render/palette.ts';
import type { Terminal } from './terminal.ts';
import { usesColour, widthOf } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** `doctor`: says what the deployed system lacks in this account, and how to put it right. */
export async function doctor(
  { options }: ParsedArguments<typeof DOCTOR_SPEC.options>,
  { stdout, env, now }: Terminal,
): Promise<ExitCode> {
  const { profile, stack, format } = options;
  const homeRegion = options.region ?? (await regionOfSettings(profile));
  const { awsDeploymentReader } =
    await import('../shared/adapters/aws/deployment/deployment-reader.ts');
  const reader = awsDeploymentReader({
    ...(profile !== undefined && { profile }),
    now: () => new Date(now()),
    reads: READS,
  });
  const facts = await reader.read(homeRegion, stack);
  const diagnoses = checkDeployment(facts, now());
  const { accountId } = facts;
  stdout.write(
    format === 'json'
      ? renderJson({ schemaVersion: 1, accountId, homeRegion, stackName: stack, diagnoses })
      : renderDiagnoses(
          { accountId, homeRegion, diagnoses },
          { width: widthOf(stdout), palette: paletteOf(usesColour(stdout, env)) },
        ),
  );
  return diagnoses.some(({ status }) => status === 'wrong') ? EXIT_CODES.findings : EXIT_CODES.done;
}

interface ReadPolicy {
  readonly Statement: readonly { readonly Action: readonly string[] }[];
}

/** What the roles were given when this version was built. */
const READS = Object.fromEntries(
  Object.entries<ReadPolicy>(functionReads).map(([name, { Statement }]) => [
    name,
    Statement.flatMap(({ Action }) => Action),
  ]),
);

async function regionOfSettings(profile: string | undefined): Promise<string> {
  const { configuredRegion } = await import('../shared/adapters/aws/clients.ts');
  const region = await configuredRegion(profile);
  if (region !== undefined) return region;
  throw new UsageError(
    'No region: give --region, the one that the stack is deployed in, or set AWS_REGION.',
    'doctor',
  );
}
