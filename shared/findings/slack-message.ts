import type { Alert, AlertConsequence, AlertProblem } from './alert.ts';
import { emojiOf } from './alert-chat.ts';
import { listNames } from './list-names.ts';
import { joinWithin, slackLink, slackText, slackTime } from './slack-text.ts';
import { durationText, timeText } from './time-text.ts';

/**
 * An alert as Slack shows it. The limits are those of https://docs.slack.dev/reference/block-kit/blocks;
 * beyond them Slack refuses a message of some 13,000 characters (msg_blocks_too_long), which no page
 * tells: the whole stays well below.
 */

/** Most characters of texts; those of sentences add up to less than a section holds. */
const LIMITS = {
  header: 150,
  text: 3_000,
  fallback: 300,
  message: 320,
  line: 200,
  names: 90,
  fix: 1_500,
} as const;
const MOST_CHARACTERS = 9_000;
const MOST_BLOCKS = 48;
const MOST_CONSEQUENCES = 4;
const MOST_NAMES = 14;
const DOT = '  ·  ';

export interface SlackMessage {
  /** What notifications show. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

export type SlackBlock =
  | { readonly type: 'header'; readonly text: SlackPlainText }
  | { readonly type: 'section'; readonly text: SlackMarkdown }
  | { readonly type: 'context'; readonly elements: readonly SlackMarkdown[] }
  | { readonly type: 'divider' };

interface SlackPlainText {
  readonly type: 'plain_text';
  readonly text: string;
  readonly emoji: true;
}

interface SlackMarkdown {
  readonly type: 'mrkdwn';
  readonly text: string;
}

/** The message of an alert: what happened, who did it, each problem with its repair, and links. */
export function slackMessage(alert: Alert): SlackMessage {
  const { problems, problemsOmitted, transition } = alert;
  const several = problems.length + problemsOmitted > 1;
  const blocks = [headerBlock(`${emojiOf(alert)} ${titleOf(alert)}`), contextBlock(whatOf(alert))];
  let characters = sizeOf(blocks);
  let told = 0;
  for (const problem of problems) {
    const next = problemBlocks(problem, transition, several);
    characters += sizeOf(next);
    const full = characters > MOST_CHARACTERS || blocks.length + next.length > MOST_BLOCKS;
    if (told > 0 && full) break;
    blocks.push(...next);
    told += 1;
  }
  const hidden = problems.length - told + problemsOmitted;
  if (hidden > 0) blocks.push(contextBlock(`And ${hidden} more: see Security Hub.`));
  return { text: slackText(alert.subject, LIMITS.fallback), blocks };
}

function titleOf({ transition, headline, openSeconds }: Alert): string {
  if (transition === 'opened') return headline;
  const after = openSeconds === undefined ? '' : ` after ${durationText(openSeconds)}`;
  return `Over${after}: ${headline}`;
}

/** Severity, who did what, when and where. */
function whatOf(alert: Alert): string {
  const { severity, change, who, changeUrl, region, accountId, observedAt, transition } = alert;
  const byEvent = change.eventId !== undefined;
  const on = change.resources.length === 0 ? '' : `on ${listNames(change.resources, 6)}`;
  const time = byEvent ? change.time : observedAt;
  const parts = [
    transition === 'opened' ? `*${severity}*` : `*RESOLVED*, was ${severity}`,
    byEvent
      ? `${slackLink(changeUrl, change.name)} ${slackText(on, LIMITS.message)}`.trim()
      : `found by the ${slackText(change.name, LIMITS.names)}, no change is known`,
    ...(who === undefined ? [] : [`by ${slackText(who, LIMITS.message)}`]),
    slackTime(time, timeText(time)),
    slackText(`${region}, account ${accountId}`, LIMITS.line),
  ];
  return joinWithin(parts, DOT, LIMITS.text);
}

function problemBlocks(
  problem: AlertProblem,
  side: Alert['transition'],
  several: boolean,
): readonly SlackBlock[] {
  const { fix, links } = problem;
  const places = links.map(({ label, url }) => slackLink(url, label));
  const repair = `${slackText(fix.text, LIMITS.fix)} ${slackLink(fix.url, 'How AWS explains it')}`;
  return [
    ...(several ? [{ type: 'divider' } as const] : []),
    sectionBlock(seenLines(problem, side, several).join('\n')),
    sectionBlock(affectedText(problem)),
    ...(side === 'opened' ? [sectionBlock(`:wrench: *Fix*  ${repair}`)] : []),
    ...(places.length === 0
      ? []
      : [
          contextBlock(joinWithin([`Look at  ${places[0]}`, ...places.slice(1)], DOT, LIMITS.text)),
        ]),
  ];
}

/** What is wrong, or was; at least one line. */
function seenLines(
  { headline, hop, note, now, reason, consequences, consequencesOmitted }: AlertProblem,
  side: Alert['transition'],
  several: boolean,
): readonly string[] {
  const shown = now === undefined ? consequences.slice(0, MOST_CONSEQUENCES) : [];
  const hidden = now === undefined ? consequences.length - shown.length + consequencesOmitted : 0;
  const lines = [
    ...(several ? [`*${slackText(headline, LIMITS.line)}*`] : []),
    ...(hop === undefined ? [] : [`${side === 'opened' ? '' : 'Before: '}${hopText(hop)}`]),
    ...shown.map((one) => consequenceText(one, side)),
    ...(hidden > 0 ? [`…and ${hidden} more of this kind.`] : []),
    ...(now === undefined ? [] : [`Now: ${slackText(now, LIMITS.message)}`]),
    ...[note, reason].flatMap((one) =>
      one === undefined ? [] : [`_${slackText(one, LIMITS.line)}_`],
    ),
  ];
  return lines.length === 0 ? [slackText(headline, LIMITS.line)] : lines;
}

/** The missing hop, its id in bold. */
function hopText({ id, text }: NonNullable<AlertProblem['hop']>): string {
  const rest = text.startsWith(id) ? text.slice(id.length) : `: ${text}`;
  return `*${slackText(id, LIMITS.line)}* ${slackText(rest, LIMITS.line)}`;
}

function consequenceText(
  { message, control, names, affected }: AlertConsequence,
  side: Alert['transition'],
): string {
  const whom = names.length === 0 ? '' : ` (${listNames(names, 3, affected)})`;
  const text = slackText(message, LIMITS.message);
  const said = side === 'opened' ? text : `"${text}"`;
  return `• ${said} \`${slackText(control, LIMITS.names)}\` ${slackText(whom, LIMITS.names)}`.trim();
}

/** Names with links, as many as a section holds. */
function affectedText({ resources, resourcesOmitted, vpcIds }: AlertProblem): string {
  const where = vpcIds.length === 0 ? '' : ` in ${slackText(listNames(vpcIds, 3), LIMITS.line)}`;
  const begin = `*Affected*${where}:`;
  const names: string[] = [];
  let room = LIMITS.text - begin.length - LIMITS.names;
  for (const { url, name } of resources.slice(0, MOST_NAMES)) {
    const link = slackLink(url, name);
    room -= link.length + 2;
    if (room < 0) break;
    names.push(link);
  }
  return `${begin} ${listNames(names, MOST_NAMES, resources.length + resourcesOmitted)}`;
}

/** Plain text is escaped too, or Slack would read links in it. */
function headerBlock(text: string): SlackBlock {
  const shown = slackText(text, LIMITS.header);
  return { type: 'header', text: { type: 'plain_text', text: shown, emoji: true } };
}

function sectionBlock(text: string): SlackBlock {
  return { type: 'section', text: { type: 'mrkdwn', text } };
}

function contextBlock(text: string): SlackBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text }] };
}

function sizeOf(blocks: readonly SlackBlock[]): number {
  return JSON.stringify(blocks).length;
}
