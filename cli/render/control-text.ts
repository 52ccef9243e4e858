import * as z from 'zod/mini';
import type { DocumentedControl } from '../../shared/controls/define-control.ts';
import { groupBy } from '../../shared/model/group-by.ts';
import { Page } from './page.ts';
import type { Palette } from './palette.ts';

interface Look {
  /** In cells. */
  readonly width: number;
  readonly palette: Palette;
}

const INDENT = 2;
const SEVERITY_WIDTH = 8;
const NARROWEST_TITLE = 30;

/** The catalogue by family: severity, name and the desired condition. */
export function renderControlList(controls: readonly DocumentedControl[], look: Look): string {
  const { palette } = look;
  const page = new Page(look.width);
  const nameWidth = Math.max(0, ...controls.map(({ meta }) => meta.name.length)) + 2;
  const beside = look.width - INDENT - SEVERITY_WIDTH - nameWidth >= NARROWEST_TITLE;
  for (const [family, members] of groupBy(controls, ({ meta }) => [meta.family])) {
    page.gap();
    page.text(0, family, palette.strong);
    for (const { meta } of members) {
      const style = palette.severity[meta.severity];
      const severity = { text: meta.severity, width: SEVERITY_WIDTH, style };
      if (beside) {
        page.columns(INDENT, [severity, { text: meta.name, width: nameWidth }], meta.title);
      } else {
        page.labelled(INDENT, severity, meta.name);
        page.text(INDENT + SEVERITY_WIDTH, meta.title, palette.faint);
      }
    }
  }
  page.gap();
  const noun = controls.length === 1 ? 'control' : 'controls';
  page.text(0, `${controls.length} ${noun}. One in full: lambda-vpc-auditor controls <name>`);
  return page.toString();
}

/** Everything there is to say about one control. */
export function renderControl({ meta }: DocumentedControl, look: Look): string {
  const { palette } = look;
  const page = new Page(look.width);
  page.text(0, meta.name, palette.strong);
  page.text(0, meta.title);
  page.gap();
  page.text(0, meta.rationale);
  page.gap();
  const fact = (label: string, text: string) => {
    page.labelled(0, { text: label, width: 12, style: palette.strong }, text);
  };
  fact('Severity', meta.severity);
  fact('Id', meta.id);
  const kinds = [meta.target, meta.alsoTarget].filter((kind) => kind !== undefined);
  fact('Judges', kinds.join(' and ').replaceAll('-', ' '));
  fact('Reads', meta.facts.join(', '));
  fact('Fix', meta.remediation.text);
  fact('', meta.remediation.url);
  meta.references.forEach((url, index) => fact(index === 0 ? 'See' : '', url));
  meta.knownMisses.forEach((text, index) => fact(index === 0 ? 'Misses' : '', text));
  page.gap();
  renderParameters(page, meta.parameters, palette);
  return page.toString();
}

function renderParameters(page: Page, parameters: z.ZodMiniObject, palette: Palette): void {
  const properties = Object.entries(z.toJSONSchema(parameters, { io: 'input' }).properties ?? {});
  if (properties.length === 0) {
    page.text(0, 'No parameters.');
    return;
  }
  page.text(0, 'Parameters', palette.strong);
  for (const [name, property] of properties) {
    const schema = typeof property === 'boolean' ? {} : property;
    const standard = schema.default === undefined ? '' : JSON.stringify(schema.default);
    page.text(INDENT, `${name} (default ${standard})`);
    if (schema.description !== undefined) page.text(INDENT * 2, schema.description, palette.faint);
  }
}
