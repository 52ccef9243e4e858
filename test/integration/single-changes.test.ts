import { EC2Client } from '@aws-sdk/client-ec2';
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { CHANGED_TOPOLOGIES } from './changes/changed-topologies.ts';
import type { CreatedTopology } from './changes/changed-topologies.ts';
import type { RecordedCall } from './changes/recorded-call.ts';
import { controlOf, DeployedSystem, severityOf } from './deployed-system.ts';
import type { ReceivedAlert } from './deployed-system.ts';
import { emptyAccount, hasEmulator } from './emulated-account.ts';
import { CHANGES_NOT_HELD, UNANSWERED } from './emulator-differences.ts';
import { lambdaParts } from './lambda-parts.ts';
import { defined } from './topologies/defined.ts';

/**
 * The catalogue's single changes the whole way: made on the emulator, their events put on its bus, matched
 * there by the generated rules, taken from the change queue by the bundle in Lambda's runtime, and read
 * back from Security Hub and from a queue that is subscribed to the topic.
 */

const REGION = 'us-east-1';
const parts = hasEmulator ? lambdaParts() : undefined;

describe.skipIf(parts === undefined).each(CHANGED_TOPOLOGIES)(
  'a change to $name is told with what it breaks and mends, and so is the change back',
  ({ create, changes }) => {
    let topology: CreatedTopology;
    let system: DeployedSystem;
    let before: ReadonlySet<string>;

    beforeAll(async () => {
      topology = await create(await emptyAccount(REGION));
      system = await DeployedSystem.start(defined(parts, 'runtime'), REGION, topology.judging);
      await system.runSweep();
      before = new Set((await system.openFindings()).map(controlOf));
      await system.takeAlerts();
    });

    afterAll(() => system.stop());

    test.each(changes)('$name', async ({ name, flips, unjudgedAfterwards }) => {
      const { make, undo } = defined(topology.changes.get(name), name);
      const breaks = controlsTurning('F', flips);
      const mends = controlsTurning('[PN]', flips).filter((control) => before.has(control));

      const broken = await tellOf(await make());
      expect([...broken.open].toSorted()).toEqual(
        [...before, ...breaks].filter((control) => !mends.includes(control)).toSorted(),
      );
      expectAlerts(broken, { opened: breaks, resolved: mends });

      const mended = await tellOf(await undo());
      // What the emulator does not answer is not known to be mended, so it is told of no more.
      const stays = breaks.filter((control) => UNANSWERED.has(control));
      expect(mended.open).toEqual(new Set([...before, ...stays]));
      const ends = breaks.filter((control) => !UNANSWERED.has(control));
      expectAlerts(mended, { opened: mends, resolved: ends });
      const ended = mended.findings.filter((one) => ends.includes(controlOf(one)));
      expect(ended.filter(({ RecordState }) => RecordState !== 'ARCHIVED')).toEqual([]);
      const judged = unjudgedAfterwards ? [] : ended;
      expect(judged.filter(({ Compliance }) => Compliance?.Status !== 'PASSED')).toEqual([]);
      before = mended.open;
    });

    interface Told {
      readonly calls: readonly RecordedCall[];
      readonly open: ReadonlySet<string>;
      readonly findings: readonly AwsSecurityFinding[];
      readonly alerts: readonly ReceivedAlert[];
    }

    /** Has the calls delivered, and answers what is told then. */
    async function tellOf(calls: readonly RecordedCall[]): Promise<Told> {
      await system.putOnBus(calls);
      await system.workAll();
      const [open, findings, alerts] = [
        await system.openFindings(),
        await system.deployment.findings(),
        await system.takeAlerts(),
      ];
      return { calls, open: new Set(open.map(controlOf)), findings, alerts };
    }

    /** One alert of what opened and one of what is over, where any of it is severe enough. */
    function expectAlerts(
      { calls, findings, alerts }: Told,
      controls: Readonly<Record<'opened' | 'resolved', readonly string[]>>,
    ): void {
      const eventIds = calls.map((call) => call['eventID']);
      const expected = (['opened', 'resolved'] as const).flatMap((transition) => {
        const loud = controls[transition].filter((control) =>
          findings.some((one) => controlOf(one) === control && isLoud(one)),
        );
        return loud.length === 0 ? [] : [{ transition, controls: loud.toSorted() }];
      });
      const told = alerts.map(({ transition, controls: named }) => ({
        transition,
        controls: named.toSorted(),
      }));
      expect(told.toSorted((a, b) => (a.transition < b.transition ? -1 : 1))).toEqual(expected);
      for (const { change } of alerts) expect(eventIds).toContain(change.eventId);
    }
  },
);

/** The controls whose letter becomes another. */
function controlsTurning(letter: string, flips: readonly string[]): readonly string[] {
  const pattern = new RegExp(`^(\\S+) ${letter}$`);
  return flips.flatMap((flip) => pattern.exec(flip)?.[1] ?? []);
}

function isLoud(finding: AwsSecurityFinding): boolean {
  return ['MEDIUM', 'HIGH'].includes(severityOf(finding));
}

describe.skipIf(!hasEmulator)('changes that the emulator does not hold', () => {
  it.each(CHANGES_NOT_HELD)('%s', async (_, request) => {
    await emptyAccount(REGION);
    await expect(request(new EC2Client({ region: REGION }))).rejects.toBeInstanceOf(Error);
  });
});
