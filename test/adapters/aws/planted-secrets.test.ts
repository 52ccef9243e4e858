import { describe, expect, test, vi } from 'vitest';
import { PLANTED_SECRETS } from '../../builders/planted-secrets.ts';
import { ATTACHED, lambdaFunction, listing, version } from './fake-account.ts';
import { FakeAws, json, readFake } from './fake-aws.ts';
import type { Answer } from './fake-aws.ts';

/** All planted secrets in one function, each under a name of its own, and one more that is plain. */
const Variables: Record<string, string> = { PLAIN: 'plantedvalue' };
for (const [index, { name, value }] of PLANTED_SECRETS.entries()) {
  Variables[`N${index}_${name}`] = value;
}

const SECRETS = [
  'plantedvalue',
  'plantedaccesskey',
  // The shortest ones may occur in any text by chance.
  ...PLANTED_SECRETS.flatMap(({ secrets }) => secrets).filter((secret) => secret.length > 5),
];

function secretsIn(text: string): readonly string[] {
  return SECRETS.filter((secret) => text.includes(secret));
}

/** Everything that the process writes while the reading runs. */
function captureOutput(): () => string {
  const written: string[] = [];
  const write = (chunk: unknown): boolean => {
    written.push(String(chunk));
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(write);
  vi.spyOn(process.stderr, 'write').mockImplementation(write);
  for (const method of ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const) {
    vi.spyOn(console, method).mockImplementation((...parts: readonly unknown[]) => {
      written.push(parts.map(String).join(' '));
    });
  }
  return () => {
    vi.restoreAllMocks();
    return written.join('\n');
  };
}

async function readWith(functionFields: object) {
  const functions = [
    lambdaFunction({ Environment: { Variables }, ...functionFields }),
    version('1', { Environment: { Variables } }),
  ];
  const progress: string[] = [];
  const output = captureOutput();
  const content = await readFake(
    new FakeAws({
      ...ATTACHED,
      ListFunctions: listing(...functions),
      GetFunctionConfiguration: json(functions[0]),
    }),
    { progress: (line) => progress.push(line) },
  );
  return { content, everything: [JSON.stringify(content), ...progress, output()].join('\n') };
}

describe('a secret in an environment variable', () => {
  test('reaches neither the snapshot nor any output', async () => {
    const { content, everything } = await readWith({});
    const [latest] = content.collections.Functions ?? [];
    expect(latest?.Environment?.References).not.toEqual([]);
    expect(secretsIn(everything)).toEqual([]);
  });

  test('is not quoted where Lambda answers something of another shape', async () => {
    const shapes = [
      { Environment: { Variables: { A: ['plantedvalue'] } } },
      { Environment: { Variables, Error: 'plantedvalue' } },
      { Environment: 'plantedvalue' },
      { Environment: { Variables }, FunctionArn: 'not an ARN' },
      { Environment: { Variables }, VpcConfig: 'none' },
    ];
    for (const shape of shapes) {
      const { everything } = await readWith(shape);
      expect(secretsIn(everything)).toEqual([]);
    }
  });

  test('is not quoted where the answer cannot be parsed', async () => {
    const whole = JSON.stringify({ Functions: [lambdaFunction({ Environment: { Variables } })] });
    const value = whole.indexOf('plantedvalue');
    const broken: readonly Answer[] = [
      { body: whole.slice(0, value + 'plantedvalue'.length) },
      { body: `${whole.slice(0, value)}"${whole.slice(value)}` },
      { body: 'plantedvalue' },
      { status: 500, body: whole },
    ];
    for (const answer of broken) {
      const output = captureOutput();
      const content = await readFake(new FakeAws({ ListFunctions: answer }));
      expect(secretsIn([JSON.stringify(content), output()].join('\n'))).toEqual([]);
      expect(content.gaps.map((gap) => gap.collection)).toContain('Functions');
    }
  });
});

test('the credentials are in no error', async () => {
  const reading = readFake(new FakeAws({ GetCallerIdentity: { status: 403, body: 'no' } }));
  const error: unknown = await reading.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    name: 'AccountAccessError',
    message: expect.not.stringContaining('plantedaccesskey') as unknown,
  });
});
