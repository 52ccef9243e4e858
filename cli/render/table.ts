import { faultTitle } from '../../shared/findings/fault-text.ts';
import type { Judgement } from '../../shared/findings/judgement.ts';
import { problemsOf } from '../../shared/findings/problems.ts';
import type { Consequence, Problem } from '../../shared/findings/problems.ts';
import { resourceNoun } from '../../shared/findings/resource-name.ts';
import { groupBy } from '../../shared/model/group-by.ts';
import { renderConsequences, renderFault } from './consequences.ts';
import { displayNames } from './display-name.ts';
import { MARGIN, Page } from './page.ts';
import type { Palette } from './palette.ts';
import { acceptedSection, brokenSection, quietSection, unknownSection } from './table-sections.ts';
import type { TableContext } from './table-sections.ts';
import { captionOf, closingOf } from './table-summary.ts';

export interface TableOptions {
  /** In cells. */
  readonly width: number;
  readonly palette: Palette;
  /** Show also what passed and what does not apply. */
  readonly all: boolean;
}

/** The report for people: problems first, then what cannot be judged, then exceptions and the numbers. */
export function renderTable(judgement: Judgement, options: TableOptions): string {
  const { palette, all } = options;
  const page = new Page(options.width);
  const context = { palette, nameOf: displayNames(judgement.snapshots) };
  page.text(0, captionOf(judgement), palette.faint);
  for (const problem of problemsOf(judgement.verdicts)) renderProblem(page, problem, context);
  brokenSection(page, judgement, context);
  unknownSection(page, judgement, context);
  acceptedSection(page, judgement, context);
  if (all) {
    quietSection(page, judgement, 'PASSED', context);
    quietSection(page, judgement, 'NOT_APPLICABLE', context);
  }
  page.gap();
  for (const { text, style } of closingOf(judgement, palette)) page.text(0, text, style);
  return page.toString();
}

function renderProblem(page: Page, problem: Problem, { palette, nameOf }: TableContext): void {
  const { severity, cause, consequences, remediation } = problem;
  const label = { text: severity, width: MARGIN, style: palette.severity[severity] };
  const look = { indent: MARGIN, nameOf, palette };
  page.gap();
  if (cause.kind === 'fault') {
    page.labelled(0, label, headingOf(faultTitle(cause.fault), consequences), palette.strong);
    page.gap();
    renderFault(page, consequences, look);
  } else {
    const { name, title } = cause.control.meta;
    page.labelled(0, label, headingOf(name, consequences), palette.strong);
    page.text(MARGIN, title, palette.faint);
    page.gap();
    renderConsequences(page, consequences, { ...look, withEvidence: true });
  }
  page.gap();
  const fix = { text: 'Fix', width: 5, style: palette.good };
  page.labelled(MARGIN, fix, remediation.text);
  page.text(MARGIN + fix.width, remediation.url, palette.link);
}

/** `function-multi-az, 3 functions` */
function headingOf(what: string, consequences: readonly Consequence[]): string {
  const resources = new Map(
    consequences
      .flatMap(({ verdicts }) => verdicts)
      .map(({ verdict }) => [verdict.resource.id, verdict.resource]),
  );
  const counts = [...groupBy(resources.values(), ({ type }) => [type]).values()].map(
    (group) =>
      `${group.length} ${group[0] === undefined ? '' : resourceNoun(group[0], group.length)}`,
  );
  return `${what}, ${counts.join(', ')}`;
}
