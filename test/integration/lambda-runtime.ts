import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import type { LambdaParts } from './lambda-parts.ts';
import { RuntimeApi } from './runtime-api.ts';
import type { Answer } from './runtime-api.ts';

/**
 * A bundle in the real Lambda runtime: AWS's runtime client on Node 24, in a process of its own, asking a
 * runtime API of the test's for events.
 */
export class LambdaRuntime {
  /** From the start of the process to its first question for an event. */
  readonly initMilliseconds: number;
  readonly #api: RuntimeApi;
  readonly #child: ChildProcess;
  readonly #output: string[];

  private constructor(
    api: RuntimeApi,
    child: ChildProcess,
    output: string[],
    initMilliseconds: number,
  ) {
    this.#api = api;
    this.#child = child;
    this.#output = output;
    this.initMilliseconds = initMilliseconds;
  }

  /**
   * @param bundle an ES module that exports `handler`
   * @param environment beside what Lambda itself sets
   * @throws Error with what the runtime printed where the bundle cannot be loaded
   */
  static async start(
    parts: LambdaParts,
    bundle: string,
    environment: Readonly<Record<string, string>>,
  ): Promise<LambdaRuntime> {
    const folder = path.dirname(bundle);
    const handler = `${path.basename(bundle, '.mjs')}.handler`;
    const api = await RuntimeApi.start();
    const begun = performance.now();
    const child = spawn(parts.node, [parts.client, handler], {
      cwd: folder,
      env: {
        ...lambdaVariables(folder, handler),
        AWS_LAMBDA_RUNTIME_API: api.address,
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
    }
    child.once('exit', (code) => {
      api.stop(`the runtime ended with code ${code ?? 'none'}: ${output.join('').slice(-4_000)}`);
    });
    const problem = await api.ready;
    if (problem !== undefined) {
      child.kill();
      throw new Error(`${bundle} does not start: ${problem}`);
    }
    return new LambdaRuntime(api, child, output, performance.now() - begun);
  }

  /** Hands over one event; events are worked on one after the other. */
  invoke(event: unknown): Promise<Answer> {
    return this.#api.invoke(event);
  }

  /** Everything that was written so far: log lines and metrics. */
  get output(): string {
    return this.#output.join('');
  }

  /** Ends the process at once, as Lambda does with a function that takes too long. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await ended;
  }
}

/** What Lambda sets for every function. */
function lambdaVariables(folder: string, handler: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    TZ: ':UTC',
    _HANDLER: handler,
    LAMBDA_TASK_ROOT: folder,
    AWS_LAMBDA_FUNCTION_NAME: 'lambda-vpc-auditor',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/lambda-vpc-auditor',
    AWS_LAMBDA_LOG_STREAM_NAME: '2026/12/01/[$LATEST]0',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_REGION: 'eu-west-1',
  };
}
