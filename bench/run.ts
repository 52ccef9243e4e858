import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { buildFunctions } from '../scripts/build-functions.mjs';
import { installedLambdaParts } from '../test/integration/lambda-parts.ts';
import { startMoto } from '../test/integration/moto-server.ts';

/**
 * Prints figures of speed and memory; it judges nothing and never fails on a slow machine. Each
 * measurement runs in a process of its own, bundled, as the command itself is.
 */

const ROOT = path.resolve(import.meta.dirname, '..');
const OUT = path.join(ROOT, 'dist/bench');
const STARTS = 15;

/** Nothing is called while a bundle is imported: any queue will do. */
const FUNCTION_ENVIRONMENT = {
  AWS_REGION: 'eu-west-1',
  ACCOUNT_ID: '111122223333',
  AUDIT_REGIONS: 'eu-west-1',
  STATE_TABLE: 'state',
  CHANGE_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111122223333/changes',
  SWEEP_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111122223333/sweep',
  DEAD_LETTER_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111122223333/dead-letters',
  ALERT_TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:alerts',
  ALERT_SEVERITY: 'MEDIUM',
  FINDING_SEVERITY: 'LOW',
  SECURITY_HUB: 'on',
  SLACK_WEBHOOK_PARAMETER: '/slack/webhook',
};

type Figures = Readonly<Record<string, number>>;

console.log(
  `Node ${process.version}, ${os.availableParallelism()} processors, ${os.cpus()[0]?.model ?? ''}`,
);
bundle('evaluate-account', 'trace-flows', 'audit-live');
await evaluation('placement controls', 'goal at 10,000: under 1 s, 400 MB', ['placement']);
await evaluation('every control', 'goal at 10,000: under 2 s, 500 MB', []);
const traces = await measure('trace-flows', []);
line('traces', `${traces['perSecond'] ?? 0} a second over ${traces['traces'] ?? 0} traces`);
startUp();
await functionBundles();
await liveAudit();

async function evaluation(what: string, goal: string, families: readonly string[]): Promise<void> {
  const cpu: number[] = [];
  for (const functions of [1_000, 10_000]) {
    const figures = await measure('evaluate-account', [String(functions), ...families]);
    const { milliseconds = 0, cpuMilliseconds = 0, peakMegabytes = 0, verdicts = 0 } = figures;
    line(
      `${what}, ${functions} functions`,
      `${milliseconds} ms, ${cpuMilliseconds} ms CPU, ${peakMegabytes} MB peak, ${verdicts} verdicts`,
    );
    cpu.push(cpuMilliseconds);
  }
  const [small = 1, large = 0] = cpu;
  line('', `${(large / small).toFixed(1)} times the CPU of 1,000 (goal: 12); ${goal}`);
}

function startUp(): void {
  const command = path.join(ROOT, 'dist/cli/main.mjs');
  const bare = median(() => spawnSync(process.execPath, ['-e', '0']));
  const version = median(() => spawnSync(process.execPath, [command, '--version']));
  line('start-up', `--version ${version} ms, bare node ${bare} ms (goal: within 60 ms)`);
}

/** Size of the deployed bundles, and how long their import takes in a fresh process. */
async function functionBundles(): Promise<void> {
  const node = installedLambdaParts()?.node;
  const runtime =
    node === undefined ? `this Node; npm run test:integration installs 24` : 'Node 24';
  for (const { name, file, bytes } of await buildFunctions(path.join(OUT, 'functions'))) {
    const compressed = gzipSync(readFileSync(file)).length;
    const imports = Array.from({ length: STARTS }, () =>
      importTimes(node ?? process.execPath, file),
    );
    const [wall, cpu] = [0, 1].map((index) => middle(imports.map((times) => times[index] ?? 0)));
    const goal = name === 'audit' ? ' (goals: 700 KB, 100 ms)' : '';
    line(
      `bundle of ${name}`,
      `${kilobytes(bytes)}, ${kilobytes(compressed)} compressed; import ${wall} ms, ${cpu} ms CPU on ${runtime}${goal}`,
    );
  }
}

/** Milliseconds on the clock, and of the processors. */
function importTimes(node: string, file: string): readonly number[] {
  const script = `const start = performance.now();
const before = process.cpuUsage();
await import(${JSON.stringify(pathToFileURL(file).href)});
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify([performance.now() - start, (user + system) / 1_000]));`;
  const { status, stdout, stderr } = spawnSync(node, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { ...process.env, ...FUNCTION_ENVIRONMENT },
  });
  if (status !== 0) throw new Error(`${file} cannot be imported: ${stderr}`);
  return JSON.parse(stdout) as readonly number[];
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1024)} KB`;
}

function median(run: () => unknown): number {
  const times = Array.from({ length: STARTS }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return middle(times);
}

function middle(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
}

async function liveAudit(): Promise<void> {
  const started = await startMoto();
  if (started.server === undefined) {
    line('audit of a live account', `not measured: ${started.problem}`);
    return;
  }
  const { child, endpoint } = started.server;
  try {
    const figures = await measure('audit-live', [], {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'emulated',
      AWS_MAX_ATTEMPTS: '2',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    });
    const { functions = 0, attached = 0, calls = 0, lambdaCalls = 0, seconds = 0 } = figures;
    line(
      'audit of a live account',
      `${functions} functions, ${attached} attached: ${calls} calls, ${lambdaCalls} of them Lambda's, ${seconds} s`,
    );
  } finally {
    child.kill();
  }
}

function bundle(...names: readonly string[]): void {
  buildSync({
    entryPoints: names.map((name) => path.join(ROOT, 'bench', `${name}.ts`)),
    outdir: OUT,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    logLevel: 'error',
    banner: {
      js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);",
    },
  });
}

/** Figures of one measurement. This process stays free meanwhile: it reads what a server it started logs. */
async function measure(
  name: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Figures> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [path.join(OUT, `${name}.mjs`), ...parameters],
    { encoding: 'utf8', env: { ...process.env, ...environment } },
  );
  return JSON.parse(stdout) as Figures;
}

function line(what: string, figures: string): void {
  console.log(`${what.padEnd(36)}${figures}`);
}
