import { instance } from '@viz-js/viz';
import type { Graph } from '@viz-js/viz';
import { xmlText } from './xml.ts';

/**
 * The font whose widths Graphviz knows and every fixed-width font shares: boxes fit in any viewer.
 * Replaced by a list of such fonts in the drawing.
 */
export const FONT = 'Courier';
const FONTS = 'ui-monospace,Menlo,Consolas,DejaVu Sans Mono,monospace';

/**
 * A graph laid out and drawn as SVG, with a title and a description for those who do not see it. The
 * same graph gives the same bytes.
 *
 * @param name what the ids of title and description begin with: unique in the page that shows it
 */
export async function drawSvg(
  graph: Graph,
  { name, title, description }: Readonly<Record<'name' | 'title' | 'description', string>>,
): Promise<string> {
  const graphviz = await instance();
  const drawing = graphviz.renderString(graph, { format: 'svg', engine: 'dot' });
  const [, attributes, content] = /<svg([^>]*)>([\s\S]*)<\/svg>/.exec(drawing) ?? [];
  if (attributes === undefined || content === undefined) throw new RangeError('no SVG was drawn');
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg${attributes} role="img" aria-labelledby="${name}-title ${name}-description">
<title id="${name}-title">${xmlText(title)}</title>
<desc id="${name}-description">${xmlText(description)}</desc>
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
