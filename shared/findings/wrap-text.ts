/**
 * The text broken into lines of at most `width` characters, all but the first indented like it. Words
 * that are longer than a line are broken, but never an address of the web: it would no longer work.
 *
 * @param first what the first line begins with, in ASCII
 */
export function wrapText(text: string, width: number, first = ''): readonly string[] {
  const indent = ' '.repeat(first.length);
  const room = Math.max(width - indent.length, 1);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((one) => pieces(one, room))) {
    const next = line === '' ? word : `${line} ${word}`;
    if (line === '' || characters(next).length <= room) {
      line = next;
    } else {
      lines.push(line);
      line = word;
    }
  }
  lines.push(line);
  return lines.map((one, index) => `${index === 0 ? first : indent}${one}`.trimEnd());
}

/** A word in pieces that fit. */
function pieces(word: string, room: number): readonly string[] {
  const letters = characters(word);
  if (letters.length <= room || word.startsWith('https://')) return [word];
  return Array.from({ length: Math.ceil(letters.length / room) }, (_, index) =>
    letters.slice(index * room, (index + 1) * room).join(''),
  );
}

/** Code points: what takes a column, as far as can be told without a font. */
function characters(text: string): readonly string[] {
  return Array.from(text);
}
