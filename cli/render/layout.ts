import stringWidth from 'string-width';

/** Text laid out in the cells of a terminal, where CJK characters and emoji take two. */

/** Control characters could drive the terminal, and direction marks could turn a line round. */
const UNPRINTABLE = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** The text without anything that a terminal obeys: names and tags are somebody else's input. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}

/** The cells the text takes. */
export function widthInCells(text: string): number {
  return stringWidth(text);
}

/** The text with blanks behind it up to the width. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthInCells(text)));
}

/** The text cut to the width, with an ellipsis where something is missing. */
export function truncate(text: string, width: number): string {
  if (widthInCells(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += widthInCells(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/**
 * Breaks a text at its blanks into lines of at most the width. A word that is wider stays whole on its
 * own line: a broken ARN or link cannot be copied.
 */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    const cells = widthInCells(word);
    if (line !== '' && used + 1 + cells > width) {
      lines.push(line);
      line = '';
      used = 0;
    }
    used += cells + (line === '' ? 0 : 1);
    line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}
