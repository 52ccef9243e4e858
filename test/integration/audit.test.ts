import { describe, expect, test } from 'vitest';
import { EXPECTED_VERDICTS } from '../scenarios/expected-verdicts.ts';
import { audit, cells } from './audit-command.ts';
import type { Judging } from './audit-command.ts';
import { emptyAccount, hasEmulator } from './emulated-account.ts';
import type { AccountClients } from './emulated-account.ts';
import { UNANSWERED } from './emulator-differences.ts';
import { createDedicatedDatabase } from './topologies/dedicated-database.ts';
import { createDefaultLambdaEndpoint } from './topologies/default-lambda-endpoint.ts';
import { createHubAndSpoke } from './topologies/hub-and-spoke.ts';
import { createPrivateNatGateway } from './topologies/private-nat-gateway.ts';
import { createPublicLimitedZone } from './topologies/public-limited-zone.ts';
import { createReferenceDesign } from './topologies/reference-design.ts';
import { createPrivatePublicSample } from './topologies/sample-private-public.ts';
import { createPrivateSample } from './topologies/sample-private.ts';
import { createUnattached } from './topologies/unattached.ts';
import { createUnreachableDatabase } from './topologies/unreachable-database.ts';

interface Live {
  readonly region: string;
  /** Creates the topology in an empty account. */
  readonly create: (account: AccountClients) => Promise<Judging>;
}

const EAST = 'us-east-1';

/** A topology that is judged with the defaults. */
function inEast(create: (account: AccountClients) => Promise<unknown>): Live {
  return { region: EAST, create: async (account) => (await create(account), {}) };
}

const LIVE: Readonly<Record<string, Live>> = {
  t01: inEast(createPrivateSample),
  t02: inEast(createPrivatePublicSample),
  t03: inEast(createUnattached),
  t04: inEast(createPublicLimitedZone),
  t05: { region: EAST, create: createReferenceDesign },
  t06: inEast(createDefaultLambdaEndpoint),
  t08: { ...inEast(createPrivateNatGateway), region: 'us-west-2' },
  t10: inEast(createHubAndSpoke),
  t12: inEast(createUnreachableDatabase),
  t14: inEast(createDedicatedDatabase),
};

describe.skipIf(!hasEmulator)('audit of a live account', () => {
  test.each(Object.entries(LIVE))('%s', async (topology, { region, create }) => {
    const report = audit(region, await create(await emptyAccount(region)));
    const expected = [...EXPECTED_VERDICTS].map(([control, letters]) => {
      const letter = letters.get(topology) ?? '?';
      const unknown = UNANSWERED.has(control) && letter !== 'N';
      return `${control} ${unknown ? 'U' : letter}`;
    });
    expect(cells(report)).toEqual(expected);
    expect([report.accountId, report.regions]).toEqual(['123456789012', [region]]);
    const unanswered = report.verdicts.filter(
      ({ control, status }) => status === 'UNKNOWN' && UNANSWERED.has(control),
    );
    expect(unanswered.filter(({ control, message }) => !namesCall(control, message))).toEqual([]);
  });
});

function namesCall(control: string, message: string): boolean {
  const call = UNANSWERED.get(control);
  return call !== undefined && message.includes(call);
}
