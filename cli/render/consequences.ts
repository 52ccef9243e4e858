import { SEVERITIES } from '../../shared/controls/verdict.ts';
import type { Evidence } from '../../shared/controls/verdict.ts';
import type { Consequence } from '../../shared/findings/problems.ts';
import { resourceNoun } from '../../shared/findings/resource-name.ts';
import { groupBy } from '../../shared/model/group-by.ts';
import { namesOf } from './display-name.ts';
import type { DisplayName } from './display-name.ts';
import { printable, widthInCells } from './layout.ts';
import type { Page } from './page.ts';
import type { Palette } from './palette.ts';

const WIDEST_NAME = 32;
const MOST_EVIDENCE = 6;

/** Resources with what is said of them: the names in a column where they fit, else the words first. */
export function renderConsequences(
  page: Page,
  consequences: readonly Consequence[],
  look: {
    readonly indent: number;
    readonly nameOf: DisplayName;
    readonly palette: Palette;
    readonly withEvidence: boolean;
  },
): void {
  const { indent, nameOf, palette } = look;
  const blocks = consequences.map((consequence) => ({
    consequence,
    names: namesOf(consequence.verdicts, nameOf),
  }));
  const nameWidth = nameColumn(
    blocks.map(({ names }) => names),
    Math.min(WIDEST_NAME, page.width / 3),
  );
  for (const { consequence, names } of blocks) {
    const { verdicts } = consequence;
    const said = consequence.messages.map((text) => printable(text));
    const evidence = look.withEvidence ? evidenceLines(consequence) : [];
    const [first = '', ...others] = said;
    if (widthInCells(names) < nameWidth || verdicts.length === 1) {
      const label = { text: names, width: nameWidth, style: palette.strong };
      page.labelled(indent, label, first);
      for (const text of others) page.text(indent + nameWidth, text);
      for (const line of evidence) page.text(indent + nameWidth, line, palette.faint);
      continue;
    }
    const noun = resourceNoun(verdicts[0].verdict.resource, verdicts.length);
    for (const text of said) page.text(indent, text);
    for (const line of evidence) page.text(indent, line, palette.faint);
    page.text(indent + 2, `${verdicts.length} ${noun}: ${names}`, palette.strong);
  }
}

/**
 * What one fault breaks: why, once, on the evidence of the worst consequence; then for each control
 * what follows, without the reason that all of them share.
 */
export function renderFault(
  page: Page,
  consequences: readonly Consequence[],
  { indent, nameOf, palette }: Omit<Parameters<typeof renderConsequences>[2], 'withEvidence'>,
): void {
  const worst = consequences.toSorted((a, b) => rankOf(a) - rankOf(b))[0];
  if (worst === undefined) return;
  page.text(indent, printable(worst.messages[0] ?? ''));
  for (const line of evidenceLines(worst)) page.text(indent, line, palette.faint);
  const byControl = groupBy(consequences, ({ control }) => [control.meta.name]);
  for (const [control, members] of byControl) {
    page.gap();
    page.text(indent, control, palette.strong);
    const bySaid = groupBy(members, ({ messages }) => [
      [...new Set(messages.map(withoutReason))].join('. '),
    ]);
    for (const [said, alike] of bySaid) {
      const names = namesOf(
        alike.flatMap(({ verdicts }) => verdicts),
        nameOf,
      );
      page.text(indent + 2, `${names}: ${printable(said)}`);
    }
  }
}

function rankOf({ verdicts }: Consequence): number {
  return SEVERITIES.indexOf(verdicts[0].verdict.severity);
}

/** Messages say what follows, then a colon and why; the why stands above all of them. */
function withoutReason(text: string): string {
  return text.replace(/: .*$/s, '').replace(/\.$/, '');
}

/** As wide as the names that stand beside their text; longer ones get a line of their own. */
function nameColumn(names: readonly string[], widest: number): number {
  const widths = names.map(widthInCells).filter((width) => width <= widest);
  return widths.length === 0 ? 2 : Math.max(...widths) + 2;
}

function evidenceLines({ verdicts }: Consequence): readonly string[] {
  const [{ verdict }] = verdicts;
  const byOwner = groupBy(verdict.outcome.evidence, ({ resource }) => [
    resource === verdict.resource.id ? '' : shortId(resource),
  ]);
  const lines = [...byOwner].map(([owner, evidence]) => {
    const byValue = groupBy(evidence, ({ value }) => [value]);
    const text = [...byValue].map(([value, same]) => fieldText(same, value)).join(', ');
    return printable(owner === '' ? text : `${owner}: ${text}`);
  });
  const hidden = lines.length - MOST_EVIDENCE;
  return hidden <= 1
    ? lines
    : [...lines.slice(0, MOST_EVIDENCE), `and ${hidden} more: see --format json`];
}

/** Fields in which the same was seen are told together. */
function fieldText(same: readonly Evidence[], value: string): string {
  const fields = [...new Set(same.map(({ field }) => field))].join(', ');
  return `${fields} = ${value === '' ? '(empty)' : value}`;
}

function shortId(resource: string): string {
  if (!resource.startsWith('arn:')) return resource;
  return resource
    .split(':')
    .slice(5)
    .join(':')
    .replace(/^function:/, '');
}
