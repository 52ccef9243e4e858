import { hopNoun } from './hop-words.ts';
import { drawSvg } from './svg-drawing.ts';
import { traceGraph } from './trace-graph.ts';
import type { TracePicture, Way } from './trace-picture.ts';
import { traceSentence } from './trace-sentence.ts';

/** A trace as a drawing in SVG. The same trace gives the same bytes. */
export function renderTraceSvg(picture: TracePicture): Promise<string> {
  return drawSvg(traceGraph(picture), {
    name: 'trace',
    title: traceSentence(picture),
    description: picture.ways.map(wayText).join(' '),
  });
}

function wayText({ disposition, starts, steps, reasons, back }: Way): string {
  const path = steps.map(({ kind, id }) => `${hopNoun(kind)} ${id}`).join(', ');
  const from = starts.map(({ id }) => id).join(', ');
  const returning = back === undefined ? '' : ` The way back: ${back.reason}.`;
  return `${disposition} from ${from}, by ${path}: ${reasons.join('; ')}.${returning}`;
}
