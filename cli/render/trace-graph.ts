import type { Attributes, Edge, Graph, HTMLString, Node, Subgraph } from '@viz-js/viz';
import type { Hop, Reach } from '../../shared/network/disposition.ts';
import { hopDetail, hopId, hopNoun } from './hop-words.ts';
import { printable, wrap } from './layout.ts';
import { FONT } from './svg-drawing.ts';
import type { Step, TracePicture, Way } from './trace-picture.ts';
import { traceSentence } from './trace-sentence.ts';
import { xmlText } from './xml.ts';

/** In characters of a line inside a box, and of the heading. */
const BOX_WIDTH = 36;
const HEADING_WIDTH = 90;

const INK = '#101828';
const GREY = '#667085';

/** The picture has its own light ground, so that it reads the same in a dark viewer. */
const GROUND = '#ffffff';

/** Line and fill of the box at which a way ends. Told apart by more than hue: each names itself too. */
const COLOURS: Readonly<Record<Reach, { readonly line: string; readonly fill: string }>> = {
  works: { line: '#067647', fill: '#ecfdf3' },
  broken: { line: '#b42318', fill: '#fee4e2' },
  indirect: { line: '#b54708', fill: '#fef0c7' },
  unknown: { line: '#6941c6', fill: '#f4ebff' },
};

/**
 * A trace as a graph for Graphviz: a frame for the subnets that share a way, a box for each hop from the
 * subnets downwards, the one that stops the flow in a warning colour with the reason, the way back dashed.
 */
export function traceGraph(picture: TracePicture): Graph {
  const heading = wrap(printable(traceSentence(picture)), HEADING_WIDTH);
  return {
    directed: true,
    graphAttributes: {
      bgcolor: GROUND,
      fontname: FONT,
      fontsize: 15,
      fontcolor: INK,
      label: linesLabel(heading),
      labelloc: 't',
      pad: 0.3,
      nodesep: 0.35,
      ranksep: 0.35,
    },
    nodeAttributes: {
      shape: 'box',
      style: 'rounded,filled',
      fillcolor: GROUND,
      color: GREY,
      fontname: FONT,
      fontsize: 11,
      fontcolor: INK,
      margin: '0.18,0.08',
    },
    edgeAttributes: { color: INK, arrowsize: 0.7 },
    subgraphs: picture.ways.map(wayGraph),
  };
}

/** Boxes and arrows under way: names are unique in the whole drawing. */
class Drawing {
  readonly nodes: Node[] = [];
  readonly edges: Edge[] = [];
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  box(label: HTMLString, attributes: Attributes = {}): string {
    const name = `${this.#prefix}n${this.nodes.length}`;
    this.nodes.push({ name, attributes: { label, ...attributes } });
    return name;
  }

  arrow(tail: string, head: string, attributes: Attributes = {}): void {
    this.edges.push({ tail, head, attributes });
  }
}

const DASHED: Attributes = { style: 'dashed', color: GREY };
/** An arrow that moves no box. */
const ASIDE: Attributes = { constraint: false };

function wayGraph(way: Way, index: number): Subgraph {
  const drawing = new Drawing(`w${index}`);
  const { disposition, reach, starts, steps, back, reasons } = way;
  const answerStops = back !== undefined && back.reach !== 'works';
  const startNames = starts.map((start) => drawing.box(hopLabel(start)));
  const request = drawSteps(drawing, startNames, steps, answerStops ? 'works' : reach);
  let { stop } = request;
  if (back?.follows === true) drawReturn(drawing, startNames, request.names);
  if (back?.follows === false) {
    const answer = drawSteps(drawing, [request.end], back.steps, back.reach, DASHED);
    ({ stop } = answer);
    if (back.reach === 'works') {
      for (const start of startNames) drawing.arrow(answer.end, start, { ...DASHED, ...ASIDE });
    }
  }
  if (reach !== 'works') drawReason(drawing, stop ?? request.end, reasons, reach);
  const { line } = COLOURS[reach];
  return {
    name: `cluster_${index}`,
    graphAttributes: {
      label: linesLabel([disposition]),
      fontname: FONT,
      fontsize: 12,
      fontcolor: line,
      color: line,
      style: 'rounded',
      margin: 14,
    },
    nodes: drawing.nodes,
    edges: drawing.edges,
  };
}

/**
 * Boxes one below the other, from what stands above the first; `stop` is the one that ends the way.
 *
 * @param arrows how the arrows of an answer look, which ends where the request began
 */
function drawSteps(
  drawing: Drawing,
  above: readonly string[],
  steps: readonly Step[],
  reach: Reach,
  arrows?: Attributes,
): { readonly names: readonly string[]; readonly end: string; readonly stop?: string } {
  const names: string[] = [];
  let stop: string | undefined;
  let previous = above;
  steps.forEach((step, index) => {
    const isEnd =
      step.mark === 'stop' ||
      (arrows === undefined && reach === 'works' && index === steps.length - 1);
    const behind = step.mark === 'behind';
    const name = drawing.box(hopLabel(step), {
      ...(isEnd && endLook(reach)),
      ...(behind && { color: GREY, fontcolor: GREY, style: 'rounded,filled,dotted' }),
    });
    for (const tail of previous) {
      drawing.arrow(tail, name, behind ? { ...arrows, style: 'dotted', color: GREY } : arrows);
    }
    if (isEnd) stop = name;
    names.push(name);
    previous = [name];
  });
  const end = names.at(-1) ?? above[0] ?? '';
  return { names, end, ...(stop !== undefined && { stop }) };
}

function endLook(reach: Reach): Attributes {
  const { line, fill } = COLOURS[reach];
  return { color: line, fillcolor: fill, penwidth: reach === 'works' ? 1.5 : 2.5 };
}

/** The answer passes the same boxes upwards. */
function drawReturn(drawing: Drawing, starts: readonly string[], names: readonly string[]): void {
  names.forEach((name, index) => {
    const heads = index === 0 ? starts : names.slice(index - 1, index);
    for (const head of heads) drawing.arrow(name, head, { ...DASHED, ...ASIDE });
  });
}

function drawReason(
  drawing: Drawing,
  stop: string,
  reasons: readonly string[],
  reach: Reach,
): void {
  const { line } = COLOURS[reach];
  const lines = reasons.flatMap((reason) => wrap(printable(reason), BOX_WIDTH));
  const look = { shape: 'note', style: 'filled', color: line, fontcolor: line };
  const note = drawing.box(linesLabel(lines), look);
  drawing.arrow(stop, note, { style: 'dotted', color: line, arrowhead: 'none' });
}

function hopLabel(hop: Hop): HTMLString {
  const detail = wrap(printable(hopDetail(hop)), BOX_WIDTH).map(xmlText);
  const noun = hopNoun(hop.kind);
  const id = hopId(hop);
  const titles =
    id === ''
      ? [`<b>${noun}</b>`]
      : [`<font color="${GREY}">${noun}</font>`, `<b>${xmlText(id)}</b>`];
  return { html: [...titles, ...detail].join('<br/>') };
}

function linesLabel(lines: readonly string[]): HTMLString {
  return { html: lines.map(xmlText).join('<br/>') };
}
