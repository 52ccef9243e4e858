import { Agent, createServer, request as forward } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import pLimit from 'p-limit';
import * as z from 'zod/mini';

/** The services that are asked of the audited account; the others are the deployed system's own. */
const ACCOUNT_SERVICES = new Set([
  'ec2',
  'iam',
  'lambda',
  'route53',
  'route53profiles',
  'route53resolver',
]);

/**
 * Stands between the functions and the emulator and counts what they ask of AWS, as it goes over the
 * wire. Requests to the table are handed on one at a time; see `oneRequestAtATime`.
 */
export class EmulatorGate {
  readonly url: string;
  readonly #server: Server;
  readonly #calls: string[] = [];
  /** When messages that were sent become visible. */
  readonly #due: number[] = [];

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  static async open(emulator: string): Promise<EmulatorGate> {
    const agent = new Agent({ keepAlive: true });
    const turn = pLimit(1);
    const server = createServer((request, response) => {
      void (async () => {
        const body = await bytesOf(request);
        const call = callOf(request, body);
        gate.#calls.push(call);
        if (call === 'sqs:SendMessage') gate.#due.push(Date.now() + delayOf(body));
        const pass = () => passOn({ emulator, agent, request, body, response });
        await (call.startsWith('dynamodb:') ? turn(pass) : pass());
      })();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const gate = new EmulatorGate(server, `http://127.0.0.1:${address.port}`);
    return gate;
  }

  /** What was called since it was last taken, as in `ec2:DescribeVpcs`, apart from the system's own. */
  take(): { readonly account: readonly string[]; readonly own: readonly string[] } {
    const calls = this.#calls.splice(0);
    return {
      account: calls.filter((call) => ACCOUNT_SERVICES.has(serviceOf(call))),
      own: calls.filter((call) => !ACCOUNT_SERVICES.has(serviceOf(call))),
    };
  }

  /** Milliseconds until the next of the messages that the functions have sent is due; none: infinite. */
  nextMessage(): number {
    const now = Date.now();
    return Math.min(...this.#due.filter((due) => due >= now)) - now;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** The prefix of a call. */
export function serviceOf(call: string): string {
  return call.slice(0, call.indexOf(':'));
}

/** Each protocol says in its own place what is called: a header, the body, or method and path. */
function callOf({ headers, method = '', url = '' }: IncomingMessage, body: Buffer): string {
  const [, service = ''] =
    /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  const target = String(headers['x-amz-target'] ?? '')
    .split('.')
    .at(-1);
  const [, action] = /(?:^|&)Action=(\w+)/.exec(body.toString('utf8')) ?? [];
  const [path] = url.split('?');
  return `${service}:${target || (action ?? `${method} ${path}`)}`;
}

const sentSchema = z.object({ DelaySeconds: z._default(z.number(), 0) });

function delayOf(body: Buffer): number {
  return sentSchema.parse(JSON.parse(body.toString('utf8'))).DelaySeconds * 1_000;
}

function passOn({
  emulator,
  agent,
  request,
  body,
  response,
}: {
  readonly emulator: string;
  readonly agent: Agent;
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly response: ServerResponse;
}): Promise<void> {
  const { method, url = '', headers } = request;
  return new Promise((resolve) => {
    const passed = forward(`${emulator}${url}`, { agent, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.once('end', resolve);
    });
    passed.once('error', (error) => {
      response.destroy(error);
      resolve();
    });
    passed.end(body);
  });
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Whether a call, as in `ec2:DescribeVpcs`, reads the account. */
