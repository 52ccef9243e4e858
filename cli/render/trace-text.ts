import type { Reach } from '../../shared/network/disposition.ts';
import { hopDetail, hopId, hopNoun } from './hop-words.ts';
import { printable, widthInCells } from './layout.ts';
import { Page } from './page.ts';
import type { Palette } from './palette.ts';
import { captionOf } from './table-summary.ts';
import type { Step, StepMark, TracePicture, Way, WayBack } from './trace-picture.ts';
import { traceSentence } from './trace-sentence.ts';

interface Look {
  /** In cells. */
  readonly width: number;
  readonly palette: Palette;
}

type Style = (text: string) => string;

const plain: Style = (text) => text;

const INDENT = 2;
const LABEL_WIDTH = 8;
/** Ids of EC2 fit; ARNs get a line of their own. */
const WIDEST_ID = 28;
/** What must be left for the details beside the ids; in less they go below. */
const NARROWEST_DETAIL = 24;

/** A trace for people: the answer in a sentence, then each way from top to bottom. */
export function renderTrace(picture: TracePicture, look: Look): string {
  const { palette } = look;
  const page = new Page(look.width);
  const [worst] = picture.ways;
  page.text(0, printable(traceSentence(picture)), styleOf(worst.reach, palette));
  page.text(0, captionOf({ snapshots: [picture.snapshot] }), palette.faint);
  const widths = columnWidths(picture);
  for (const way of picture.ways) renderWay(page, way, { picture, palette, widths });
  for (const probe of probesSeen(picture)) {
    page.gap();
    page.text(0, `${probe} stands for any public address.`, palette.faint);
  }
  return page.toString();
}

/** Addresses that nobody asked for need a word. */
function probesSeen({ probes, to, ways }: TracePicture): readonly string[] {
  const reasons = ways.flatMap((way) => way.reasons).join(' ');
  return probes.filter((probe) => probe !== to && reasons.split(' ').includes(probe));
}

interface WayContext {
  readonly picture: TracePicture;
  readonly palette: Palette;
  readonly widths: { readonly kind: number; readonly id: number };
}

function renderWay(page: Page, way: Way, context: WayContext): void {
  const { palette, picture } = context;
  const { disposition, reach, starts, steps, reasons, back, fix } = way;
  const style = styleOf(reach, palette);
  page.gap();
  const label = { text: disposition, width: disposition.length + 2, style };
  const names = starts.map(({ id }) => id).join(', ');
  const share = picture.ways.length > 1 ? ` (${starts.length} of ${picture.subnetCount})` : '';
  page.labelled(0, label, printable(`from ${names}${share}`), palette.strong);
  page.gap();
  for (const start of starts) renderStep(page, { ...start, mark: 'passed' }, context, '┌', plain);
  const answerStops = back !== undefined && back.reach !== 'works';
  renderSteps(page, steps, context, answerStops ? 'works' : reach);
  page.gap();
  if (answerStops) {
    page.text(INDENT, 'The answer, on its way back', palette.faint);
    page.gap();
    renderSteps(page, back.steps, context, back.reach);
    page.gap();
  }
  const fact = (name: string, text: string, nameStyle: Style) => {
    page.labelled(INDENT, { text: name, width: LABEL_WIDTH, style: nameStyle }, printable(text));
  };
  reasons.forEach((reason, index) => fact(index === 0 ? 'Reason' : '', reason, style));
  if (back?.reach === 'works') fact('Back', wayBackText(back), palette.faint);
  if (reach === 'works') return;
  fact('Fix', fix.text, palette.good);
  page.text(INDENT + LABEL_WIDTH, fix.url, palette.link);
}

function wayBackText({ reason, steps, follows }: WayBack): string {
  return follows ? reason : `${reason}: ${steps.map(({ id }) => id).join(' → ')}`;
}

function renderSteps(page: Page, steps: readonly Step[], context: WayContext, reach: Reach): void {
  steps.forEach((step, index) => {
    const isLast = index === steps.length - 1;
    const glyph =
      step.mark === 'stop'
        ? STOP_GLYPHS[reach]
        : step.mark === 'passed' && isLast && reach === 'works'
          ? '└'
          : GLYPHS[step.mark];
    const style = step.mark === 'stop' ? styleOf(reach, context.palette) : plain;
    renderStep(page, step, context, glyph, step.mark === 'behind' ? context.palette.faint : style);
  });
}

function renderStep(
  page: Page,
  step: Step,
  { palette, widths }: WayContext,
  glyph: string,
  style: Style,
): void {
  const { kind } = step;
  const id = printable(hopId(step));
  const detail = printable(hopDetail(step));
  const mark = { text: glyph, width: 2, style };
  const labels = [
    mark,
    { text: hopNoun(kind), width: widths.kind, style },
    { text: id, width: widths.id, style },
  ];
  const used = INDENT + labels.reduce((sum, { width }) => sum + width, 0);
  if (page.width - used >= NARROWEST_DETAIL) {
    page.columns(INDENT, labels, detail, palette.faint);
    return;
  }
  page.labelled(INDENT, mark, `${hopNoun(kind)} ${id}`.trimEnd(), style);
  page.text(INDENT + mark.width, detail, palette.faint);
}

const GLYPHS: Readonly<Record<StepMark, string>> = { passed: '├', stop: '✗', behind: '┊' };

const STOP_GLYPHS: Readonly<Record<Reach, string>> = {
  works: '└',
  broken: '✗',
  indirect: '→',
  unknown: '?',
};

function styleOf(reach: Reach, palette: Palette): Style {
  switch (reach) {
    case 'works':
      return palette.good;
    case 'broken':
      return palette.severity.HIGH;
    case 'indirect':
      return palette.severity.MEDIUM;
    case 'unknown':
      return palette.doubt;
  }
}

function columnWidths({ ways }: TracePicture): WayContext['widths'] {
  const hops = ways.flatMap(({ starts, steps, back }) => [
    ...starts,
    ...steps,
    ...(back?.reach === 'works' ? [] : (back?.steps ?? [])),
  ]);
  const ids = hops
    .map((hop) => widthInCells(printable(hopId(hop))))
    .filter((one) => one < WIDEST_ID);
  return {
    kind: Math.max(...hops.map(({ kind }) => hopNoun(kind).length)) + 2,
    id: Math.max(0, ...ids) + 2,
  };
}
