import { SEVERITIES } from '../../shared/controls/verdict.ts';
import type { Judgement } from '../../shared/findings/judgement.ts';
import { summaryOf } from '../../shared/findings/summary.ts';
import type { Summary } from '../../shared/findings/summary.ts';
import type { Palette } from './palette.ts';

interface StyledText {
  readonly text: string;
  readonly style: (text: string) => string;
}

/** What was judged: accounts, regions and the time of the answers. */
export function captionOf({ snapshots }: Pick<Judgement, 'snapshots'>): string {
  const accounts = [...new Set(snapshots.map(({ accountId }) => accountId))];
  const regions = [...new Set(snapshots.map(({ region }) => region))];
  const read = snapshots.map(({ capturedAt }) => capturedAt).toSorted()[0] ?? '';
  const noun = accounts.length === 1 ? 'Account' : 'Accounts';
  return `${noun} ${accounts.join(', ')} in ${regions.join(', ')}, as of ${minuteOf(read)}`;
}

/** `2026-11-20 12:00 UTC` */
function minuteOf(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** The last lines: what was found, and how much was looked at. */
export function closingOf(judgement: Judgement, palette: Palette): readonly StyledText[] {
  const summary = summaryOf(judgement);
  const { findings, byStatus, unread } = summary;
  const doubtful = byStatus.UNKNOWN + byStatus.ERROR + unread.length > 0;
  return [
    {
      text:
        findings > 0
          ? `${findingsText(summary)}.`
          : doubtful
            ? 'No findings, but not everything could be judged.'
            : 'No findings.',
      style: findings > 0 ? palette.strong : doubtful ? palette.doubt : palette.good,
    },
    { text: countsText(summary), style: palette.faint },
  ];
}

function findingsText({ findings, findingsBySeverity }: Summary): string {
  const parts = SEVERITIES.filter((one) => findingsBySeverity[one] > 0).map(
    (one) => `${findingsBySeverity[one]} ${one.toLowerCase()}`,
  );
  return `${findings} ${findings === 1 ? 'finding' : 'findings'}: ${parts.join(', ')}`;
}

function countsText({ byStatus, excepted, verdicts }: Summary): string {
  if (verdicts === 0) return 'Nothing was judged: no resource that the controls look at was seen.';
  const parts = [
    byStatus.ERROR > 0 && `${byStatus.ERROR} broken`,
    byStatus.UNKNOWN > 0 && `${byStatus.UNKNOWN} unknown`,
    excepted > 0 && `${excepted} accepted by exception`,
    `${byStatus.PASSED} passed`,
    `${byStatus.NOT_APPLICABLE} not applicable`,
  ];
  return `${parts.filter((part) => part !== false).join(', ')}.`;
}
