import { instance } from '@viz-js/viz';
import { hopNoun } from './hop-words.ts';
import { FONT, traceGraph } from './trace-graph.ts';
import type { TracePicture, Way } from './trace-picture.ts';
import { traceSentence } from './trace-sentence.ts';
import { xmlText } from './xml.ts';

/** Of one width, so that each fits where Graphviz reckoned with Courier. */
const FONTS = 'ui-monospace,Menlo,Consolas,DejaVu Sans Mono,monospace';

/**
 * A trace as a drawing in SVG, with a title and a description for those who do not see it. The same
 * trace gives the same bytes.
 */
export async function renderTraceSvg(picture: TracePicture): Promise<string> {
  const graphviz = await instance();
  const drawing = graphviz.renderString(traceGraph(picture), { format: 'svg', engine: 'dot' });
  const [, attributes, content] = /<svg([^>]*)>([\s\S]*)<\/svg>/.exec(drawing) ?? [];
  if (attributes === undefined || content === undefined) throw new RangeError('no SVG was drawn');
  const title = xmlText(traceSentence(picture));
  const description = xmlText(picture.ways.map(wayText).join(' '));
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg${attributes} role="img" aria-labelledby="trace-title trace-description">
<title id="trace-title">${title}</title>
<desc id="trace-description">${description}</desc>
${cleaned(content).trim()}
</svg>
`;
}

/** Without the names that Graphviz gives to each part, which mean nothing to people. */
function cleaned(content: string): string {
  return content
    .replaceAll(`font-family="${FONT}"`, `font-family="${FONTS}"`)
    .replace(/<title>[^<]*<\/title>\n?/g, '')
    .replace(/<!--[\s\S]*?-->\n?/g, '');
}

function wayText({ disposition, starts, steps, reasons, back }: Way): string {
  const path = steps.map(({ kind, id }) => `${hopNoun(kind)} ${id}`).join(', ');
  const from = starts.map(({ id }) => id).join(', ');
  const returning = back === undefined ? '' : ` The way back: ${back.reason}.`;
  return `${disposition} from ${from}, by ${path}: ${reasons.join('; ')}.${returning}`;
}
