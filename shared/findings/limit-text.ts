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
