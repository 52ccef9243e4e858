import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { EXPECTED_VERDICTS } from '../scenarios/expected-verdicts.ts';
import { emptyAccount, emulatorEnvironment, hasEmulator } from './emulated-account.ts';
import { createPublicLimitedZone } from './topologies/public-limited-zone.ts';
import { createPrivatePublicSample } from './topologies/sample-private-public.ts';
import { createPrivateSample } from './topologies/sample-private.ts';
import { createUnattached } from './topologies/unattached.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const COMMAND = path.join(ROOT, 'dist/cli/main.mjs');

const reportSchema = z.object({
  accountId: z.string(),
  regions: z.array(z.string()),
  verdicts: z.array(
    z.object({
      control: z.string(),
      resource: z.object({ type: z.string(), id: z.string() }),
      status: z.string(),
    }),
  ),
});

/** The built command as a user runs it, against the emulator. */
function audit(...options: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      COMMAND,
      'audit',
      '--region',
      'us-east-1',
      '--format',
      'json',
      '--lambda-rate',
      '15',
      ...options,
    ],
    { encoding: 'utf8', env: { ...process.env, ...emulatorEnvironment() }, maxBuffer: 1 << 28 },
  );
  expect(status, stderr).toBe(0);
  return reportSchema.parse(JSON.parse(stdout));
}

const WORST_FIRST = [
  ['ERROR', 'E'],
  ['FAILED', 'F'],
  ['UNKNOWN', 'U'],
  ['PASSED', 'P'],
  ['NOT_APPLICABLE', 'N'],
] as const;

/** What the emulator does not answer, so that the verdict is unknown there and names the call. */
const UNREADABLE: ReadonlySet<string> = new Set([
  'vpc-lambda-eni-quota',
  'vpc-block-public-access',
]);

describe.skipIf(!hasEmulator)('audit of a live account', () => {
  const functions = new Map<string, string>();

  beforeAll(async () => {
    const account = await emptyAccount('us-east-1');
    functions.set('t01', (await createPrivateSample(account)).functionArn);
    functions.set('t02', (await createPrivatePublicSample(account)).functionArn);
    functions.set('t03', await createUnattached(account));
    functions.set('t04', (await createPublicLimitedZone(account)).functionArn);
  });

  test.each(['t01', 't02', 't03', 't04'])('%s gets the expected verdicts', (topology) => {
    const { verdicts } = audit('--function', functions.get(topology) ?? '');
    const seen = [...EXPECTED_VERDICTS.keys()].map((control) => {
      const statuses = new Set(
        verdicts.filter((one) => one.control === control).map((one) => one.status),
      );
      const letter = WORST_FIRST.find(([status]) => statuses.has(status))?.[1] ?? 'N';
      return `${control} ${letter}`;
    });
    const expected = [...EXPECTED_VERDICTS].map(([control, letters]) => {
      const letter = letters.get(topology) ?? '?';
      return `${control} ${UNREADABLE.has(control) && letter !== 'N' ? 'U' : letter}`;
    });
    expect(seen).toEqual(expected);
  });

  test('the whole account in one report', () => {
    const report = audit();
    expect(report.accountId).toBe('123456789012');
    expect(report.regions).toEqual(['us-east-1']);
    const judged = new Set(report.verdicts.map((one) => one.resource.id));
    for (const arn of functions.values()) expect(judged).toContain(arn);
  });
});
