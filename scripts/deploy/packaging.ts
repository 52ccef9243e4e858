import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { buildFunctions } from '../build-functions.mjs';
import { deployedRules } from '../generate-event-patterns.ts';
import { templateProblems } from './check-template.ts';
import { packagedConfiguration } from './configuration.ts';
import { forwarderTemplates } from './forwarder.ts';
import type { Template } from './forwarder.ts';
import { auditedRegions, SETTING_NAMES } from './settings.ts';
import type { Settings } from './settings.ts';
import { StepError } from './step-error.ts';

export const ROOT = path.resolve(import.meta.dirname, '../..');
const PACKAGE = path.join(ROOT, '.serverless');
const FUNCTIONS = path.join(ROOT, 'dist', 'functions');

/** The template of the home stack, as osls writes it. */
export const HOME_TEMPLATE = path.join(PACKAGE, 'cloudformation-template-update-stack.json');

/** Where something is deployed. */
export interface Place {
  readonly region: string;
  readonly stage: string;
}

/** What is ready to be deployed. */
export interface Packaged {
  /** The templates of the forwarders, by region. */
  readonly forwarders: ReadonlyMap<string, Template>;
}

const serviceSchema = z.object({
  params: z.object({ default: z.record(z.enum(SETTING_NAMES), z.string()) }),
});

/** The settings of serverless.yml. */
export function defaultSettings(): Settings {
  const text = readFileSync(path.join(ROOT, 'serverless.yml'), 'utf8');
  // The short forms of CloudFormation stand elsewhere in the file and are nothing to this one.
  return serviceSchema.parse(parse(text, { logLevel: 'error' })).params.default;
}

/**
 * Builds the functions, has osls write the package and the template, writes the templates of the
 * forwarders beside it and checks all templates. Needs neither credentials nor a network.
 *
 * @throws InputError where the configuration is wrong; StepError where a step failed
 */
export async function packageDeployment(place: Place, settings: Settings): Promise<Packaged> {
  const configuration = JSON.stringify(await packagedConfiguration(settings.configurationFile));
  for (const { name, file, bytes } of await buildFunctions(FUNCTIONS)) {
    await writeFile(path.join(path.dirname(file), 'configuration.json'), configuration);
    console.log(`${name}: ${Math.ceil(bytes / 1_024)} KB`);
  }
  await osls('package', place, settings);
  const audited = auditedRegions(settings, place.region);
  const forwarders = forwarderTemplates(deployedRules(), place.region, audited);
  const files: string[] = [HOME_TEMPLATE];
  for (const [region, template] of forwarders) {
    const file = path.join(PACKAGE, `forwarder-${region}.json`);
    await writeFile(file, JSON.stringify(template, null, 2));
    files.push(file);
  }
  const problems = await templateProblems(files);
  if (problems.length > 0) throw new StepError(problems.join('\n'));
  console.log(`${files.length} ${files.length === 1 ? 'template' : 'templates'} checked`);
  return { forwarders };
}

/** Runs osls with the settings. @throws StepError where it fails */
export async function osls(
  command: 'package' | 'deploy' | 'remove',
  { region, stage }: Place,
  settings: Settings,
  ...others: readonly string[]
): Promise<void> {
  // osls takes no empty value: what may be empty is so by default, as a test makes sure.
  const given = SETTING_NAMES.filter((name) => settings[name] !== '').flatMap((name) => [
    '--param',
    `${name}=${settings[name]}`,
  ]);
  const parameters = [command, '--region', region, '--stage', stage, ...given, ...others];
  const child = spawn(path.join(ROOT, 'node_modules', '.bin', 'osls'), parameters, {
    cwd: ROOT,
    stdio: 'inherit',
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (status !== 0) throw new StepError(`osls ${command} failed`);
}
