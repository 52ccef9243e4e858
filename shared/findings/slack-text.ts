import { limitText, oneLine } from './limit-text.ts';

/** Text that Slack shows as it is (https://docs.slack.dev/messaging/formatting-message-text#escaping). */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** One line that Slack shows as it is, at most `most` characters once written. */
export function slackText(text: string, most: number): string {
  const line = oneLine(text);
  let kept = Math.min(line.length, most);
  while (kept > 0 && escaped(limitText(line, kept)).length > most) kept -= Math.ceil(kept / 16);
  return kept === 0 ? '' : escaped(limitText(line, kept));
}

const LONGEST_LINK = 1_000;
const LONGEST_LABEL = 120;

/** A link; the label alone where the address is missing or none that Slack would take. */
export function slackLink(url: string | undefined, label: string): string {
  const text = slackText(label.replaceAll('|', '¦'), LONGEST_LABEL);
  if (url === undefined || !/^https:\/\/[^\s<>|]+$/.test(url)) return text;
  const address = url.replaceAll('&', '&amp;');
  return address.length > LONGEST_LINK ? text : `<${address}|${text}>`;
}

/** A time in the reader's own zone; `fallback` where it cannot be shown so. */
export function slackTime(iso: string, fallback: string): string {
  const seconds = Math.floor(Date.parse(iso) / 1_000);
  const text = slackText(fallback, LONGEST_LABEL);
  return Number.isNaN(seconds)
    ? text
    : `<!date^${seconds}^{date_short_pretty} {time_secs}|${text}>`;
}

/** As many of the parts as `most` characters hold, joined. */
export function joinWithin(parts: readonly string[], separator: string, most: number): string {
  let text = '';
  for (const part of parts) {
    const next = text === '' ? part : `${text}${separator}${part}`;
    if (next.length > most) return text;
    text = next;
  }
  return text;
}
