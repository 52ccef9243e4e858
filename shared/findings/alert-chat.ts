import type { Severity } from '../controls/verdict.ts';
import type { Alert, AlertProblem } from './alert.ts';
import { limitText } from './limit-text.ts';
import { listNames } from './list-names.ts';
import { timeText } from './time-text.ts';

/**
 * The alert as Amazon Q Developer in chat applications shows it in Slack or Teams
 * (https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html). Only version, source and
 * description are demanded. The page names no lengths; these are what a channel bears.
 */
const LIMITS = { title: 250, description: 3_000, step: 350, keyword: 75, resource: 300 } as const;
const MOST_PROBLEMS = 5;
const MOST_NAMES = 10;
const MOST_RESOURCES = 20;

/** A custom notification. */
export interface ChatNotification {
  readonly version: '1.0';
  readonly source: 'custom';
  readonly id: string;
  readonly content: {
    readonly textType: 'client-markdown';
    readonly title: string;
    readonly description: string;
    readonly nextSteps: readonly string[];
    readonly keywords: readonly string[];
  };
  readonly metadata: {
    readonly threadId: string;
    readonly summary: string;
    readonly eventType: string;
    readonly relatedResources: readonly string[];
    readonly additionalContext: Readonly<Record<string, string>>;
  };
}

/** The notification of an alert. What ends a problem is put into the thread of what began it. */
export function chatNotification(alert: Alert): ChatNotification {
  const { id, subject, region, accountId, severity, transition, problems, controls } = alert;
  const [worst] = problems;
  return {
    version: '1.0',
    source: 'custom',
    id,
    content: {
      textType: 'client-markdown',
      title: limitText(`${emojiOf(alert)} ${plain(subject)}`, LIMITS.title),
      description: limitText(descriptionOf(alert), LIMITS.description),
      nextSteps: stepsOf(alert),
      keywords: [severity, region, accountId].map((one) => limitText(one, LIMITS.keyword)),
    },
    metadata: {
      threadId: limitText(
        [accountId, region, worst?.hop?.id ?? controls[0] ?? transition].join('/'),
        LIMITS.title,
      ),
      summary: limitText(plain(alert.headline), LIMITS.title),
      eventType: transition === 'opened' ? 'Finding Opened' : 'Finding Resolved',
      relatedResources: problems
        .flatMap(({ resources }) => resources.map((one) => limitText(one.id, LIMITS.resource)))
        .slice(0, MOST_RESOURCES),
      additionalContext: contextOf(alert),
    },
  };
}

/** Before a headline, in Slack's words for it, which Teams shows as they are. */
export function emojiOf({
  transition,
  severity,
}: {
  readonly transition: Alert['transition'];
  readonly severity: Severity;
}): string {
  if (transition === 'resolved') return ':white_check_mark:';
  return severity === 'HIGH' ? ':rotating_light:' : ':warning:';
}

function descriptionOf(alert: Alert): string {
  const { change, who, problems, problemsOmitted, region, accountId, observedAt } = alert;
  const byEvent = change.eventId !== undefined;
  const on = change.resources.length === 0 ? '' : ` on ${listNames(change.resources, 5)}`;
  const shown = problems.slice(0, MOST_PROBLEMS);
  const hidden = problems.length - shown.length + problemsOmitted;
  return [
    plain(
      byEvent
        ? `${change.name}${on}${who === undefined ? '' : ` by ${who}`}`
        : `Found by the ${change.name}: no change is known`,
    ),
    `${timeText(byEvent ? change.time : observedAt)}, ${region}, account ${accountId}`,
    ...shown.flatMap((problem) => ['', ...problemLines(problem)]),
    ...(hidden > 0 ? ['', `And ${hidden} more.`] : []),
  ].join('\n');
}

function problemLines({
  headline,
  hop,
  consequences,
  note,
  now,
  reason,
  resources,
  resourcesOmitted,
}: AlertProblem): readonly string[] {
  const names = resources.map(({ name }) => name);
  const said = now ?? consequences[0]?.message ?? '';
  return [
    `*${plain(headline)}*`,
    ...(hop === undefined ? [] : [plain(now === undefined ? hop.text : `Before: "${hop.text}"`)]),
    plain(said),
    ...[note, reason].flatMap((one) => (one === undefined ? [] : [plain(one)])),
    plain(`Affected: ${listNames(names, MOST_NAMES, names.length + resourcesOmitted)}`),
  ];
}

function stepsOf({ transition, problems, changeUrl }: Alert): readonly string[] {
  const [worst] = problems;
  if (worst === undefined) return [];
  const links = [
    ...worst.links,
    ...(changeUrl === undefined ? [] : [{ label: 'Event in CloudTrail', url: changeUrl }]),
  ];
  return [
    ...(transition === 'opened' ? [plain(worst.fix.text), worst.fix.url] : []),
    ...links.map(({ label, url }) => `${plain(label)}: ${url}`),
    // A step that is cut would end in a link that leads nowhere.
  ].map((step) => (step.startsWith('https:') ? step : limitStep(step)));
}

function limitStep(step: string): string {
  return / https:\/\//.test(step) ? step : limitText(step, LIMITS.step);
}

function contextOf({ accountId, region, severity, controls, change }: Alert) {
  const { eventId, name, actor } = change;
  return Object.fromEntries(
    Object.entries({
      accountId,
      region,
      severity,
      controls: limitText(controls.join(', '), LIMITS.resource),
      change: name,
      eventId,
      actorArn: actor?.principalArn,
      sourceAddress: actor?.sourceIpAddress,
    }).flatMap(([key, value]): [string, string][] => (value === undefined ? [] : [[key, value]])),
  );
}

/** Without the brackets with which chat programs write links and call people. */
function plain(text: string): string {
  return text.replaceAll('<', '‹').replaceAll('>', '›');
}
