import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** What the runtime answered to an event. */
export type Answer =
  | { readonly response: unknown }
  | { readonly error: { readonly errorType: string; readonly errorMessage: string } };

interface Waiting {
  readonly event: unknown;
  readonly answered: (answer: Answer) => void;
}

const REQUESTS = '/2018-06-01/runtime/';
const DEADLINE_MILLISECONDS = 120_000;

/**
 * Lambda's side of the runtime API: hands events to a runtime, one at a time, and takes the answers
 * (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html).
 */
export class RuntimeApi {
  readonly #server: Server;
  readonly #events: Waiting[] = [];
  readonly #inWork = new Map<string, Waiting>();
  /** The runtime's open question for an event. */
  #asking: ServerResponse | undefined;
  #count = 0;
  #isReady: (problem?: string) => void = () => undefined;
  /** When the runtime first asks for an event: it is initialised. Holds the problem where it failed. */
  readonly ready: Promise<string | undefined>;

  private constructor() {
    this.ready = new Promise((resolve) => {
      this.#isReady = resolve;
    });
    this.#server = createServer((request, response) => {
      void this.#answer(request, response);
    });
  }

  static async start(): Promise<RuntimeApi> {
    const api = new RuntimeApi();
    await new Promise<void>((resolve) => api.#server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  get address(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return `127.0.0.1:${address.port}`;
  }

  invoke(event: unknown): Promise<Answer> {
    return new Promise((answered) => {
      this.#events.push({ event, answered });
      this.#serve();
    });
  }

  /** Ends; whoever waits for an answer is told that none comes. */
  stop(problem: string): void {
    this.#isReady(problem);
    const error = { errorType: 'Runtime.ExitError', errorMessage: problem };
    for (const { answered } of [...this.#events, ...this.#inWork.values()]) answered({ error });
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, of = '', id = '', kind] =
      /^(invocation|init)\/([^/]+)(?:\/(\w+))?$/.exec((request.url ?? '').replace(REQUESTS, '')) ??
      [];
    if (of === 'invocation' && id === 'next') {
      this.#isReady();
      this.#asking = response;
      this.#serve();
      return;
    }
    const body = JSON.parse((await textOf(request)) || 'null') as never;
    response.writeHead(202).end('{}');
    if (of === 'init') this.#isReady(JSON.stringify(body));
    const waiting = this.#inWork.get(id);
    this.#inWork.delete(id);
    waiting?.answered(kind === 'response' ? { response: body } : { error: body });
  }

  #serve(): void {
    const [waiting] = this.#events;
    if (this.#asking === undefined || waiting === undefined) return;
    this.#events.shift();
    this.#count += 1;
    const id = `00000000-0000-4000-8000-${String(this.#count).padStart(12, '0')}`;
    this.#inWork.set(id, waiting);
    this.#asking.writeHead(200, {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': id,
      'Lambda-Runtime-Deadline-Ms': String(Date.now() + DEADLINE_MILLISECONDS),
      'Lambda-Runtime-Invoked-Function-Arn':
        'arn:aws:lambda:eu-west-1:111122223333:function:lambda-vpc-auditor',
    });
    this.#asking.end(JSON.stringify(waiting.event));
    this.#asking = undefined;
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
