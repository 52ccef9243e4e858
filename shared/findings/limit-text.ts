/**
 * The text cut to at most `most` UTF-16 units, as AWS counts characters at its strictest, with an
 * ellipsis where something is missing. Never cuts a character in two.
 */
export function limitText(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1);
  // A high surrogate at the end lost its other half.
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/**
 * The text on one line, for services and people: names and messages may hold anything. Control
 * characters become spaces; halves of characters, and the two that SNS and SQS refuse, the replacement
 * character.
 */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ')
    .replace(/[\p{Cs}\ufffe\uffff]/gu, '\ufffd')
    .trim();
}

/** One line of at most `most` UTF-16 units. */
export function limitLine(text: string, most: number): string {
  return limitText(oneLine(text), most);
}

const ENCODER = new TextEncoder();

/** Bytes of the text in UTF-8. */
export function sizeBytes(text: string): number {
  return ENCODER.encode(text).length;
}
