import { createRequire } from 'node:module';
import path from 'node:path';
import { parse } from 'tldts';
import type { GeneratedFile } from './generated-file.ts';

const PACKAGE = path.dirname(createRequire(import.meta.url).resolve('tldts/package.json'));
const LINE = 96;

/** The public suffix list as the package keeps it: a trie whose nodes lead on by labels. */
interface Trie {
  readonly rulesRoot: number;
  /** The first of a node's edges; the next node's first is the end. */
  readonly edgeStart: ArrayLike<number>;
  readonly edgeLength: ArrayLike<number>;
  readonly labelText: string;
}

/**
 * The domains at the top of the public suffix list, ASCII only: all that this project asks of the list,
 * of which the rest would be a tenth of a deployed bundle.
 */
export function generateTopLevelDomains(): readonly GeneratedFile[] {
  const names = topLabels()
    .filter((label) => /^[a-z][a-z0-9-]*$/.test(label) && isPublic(`a.${label}`))
    .toSorted();
  const content = `/** Generated from the public suffix list (https://publicsuffix.org), as tldts carries it. */
export const TOP_LEVEL_DOMAINS: ReadonlySet<string> = new Set(
  \`
${linesOf(names).join('\n')}
\`
    .trim()
    .split(/\\s+/),
);
`;
  return [{ path: 'shared/model/top-level-domains.ts', content }];
}

function topLabels(): readonly string[] {
  const file = path.join(PACKAGE, 'dist/cjs/src/data/trie.js');
  const { rulesRoot, edgeStart, edgeLength, labelText } = createRequire(import.meta.url)(
    file,
  ) as Trie;
  const labels: string[] = [];
  let offset = 0;
  for (let edge = 0; edge < (edgeStart[rulesRoot + 1] ?? 0); edge += 1) {
    const length = edgeLength[edge] ?? 0;
    if (edge >= (edgeStart[rulesRoot] ?? 0)) labels.push(labelText.slice(offset, offset + length));
    offset += length;
  }
  return labels;
}

function isPublic(host: string): boolean {
  return parse(host, { validateHostname: false }).isIcann === true;
}

function linesOf(words: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < LINE)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
