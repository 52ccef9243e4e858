import type { Evidence } from '../../shared/controls/verdict.ts';
import type { Consequence } from '../../shared/findings/problems.ts';
import { resourceNoun } from '../../shared/findings/resource-name.ts';
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
    /** Say of which control each is. */
    readonly withControl: boolean;
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
    const { control, verdicts } = consequence;
    const prefix = look.withControl ? `${control.meta.name}: ` : '';
    const said = consequence.messages.map((text) => printable(`${prefix}${text}`));
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

/** As wide as the names that stand beside their text; longer ones get a line of their own. */
function nameColumn(names: readonly string[], widest: number): number {
  const widths = names.map(widthInCells).filter((width) => width <= widest);
  return widths.length === 0 ? 2 : Math.max(...widths) + 2;
}

function evidenceLines({ verdicts }: Consequence): readonly string[] {
  const [{ verdict }] = verdicts;
  const byResource = new Map<string, string[]>();
  for (const { resource, field, value } of verdict.outcome.evidence) {
    const owner = resource === verdict.resource.id ? '' : shortId(resource);
    const fields = byResource.get(owner) ?? [];
    byResource.set(owner, fields);
    fields.push(fieldText({ field, value }));
  }
  const lines = [...byResource].map(([owner, fields]) => {
    const text = [...new Set(fields)].join(', ');
    return printable(owner === '' ? text : `${owner}: ${text}`);
  });
  const hidden = lines.length - MOST_EVIDENCE;
  return hidden <= 1
    ? lines
    : [...lines.slice(0, MOST_EVIDENCE), `and ${hidden} more: see --format json`];
}

function fieldText({ field, value }: Pick<Evidence, 'field' | 'value'>): string {
  return `${field} = ${value === '' ? '(empty)' : value}`;
}

function shortId(resource: string): string {
  if (!resource.startsWith('arn:')) return resource;
  return resource
    .split(':')
    .slice(5)
    .join(':')
    .replace(/^function:/, '');
}
