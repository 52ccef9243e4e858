import type { Alert, AlertProblem } from './alert.ts';
import { listNames } from './list-names.ts';
import { durationText, secondsBetween, timeText } from './time-text.ts';
import { wrapText } from './wrap-text.ts';

/** Of a line, with room for what quotes it; addresses of the web are never broken. */
const WIDTH = 98;
const LABEL = 9;
const MOST_PROBLEMS = 10;
const MOST_CONSEQUENCES = 6;
const MOST_NAMES = 12;
const MOST_RESOURCE_LINKS = 3;

const CLOSING =
  'lambda-vpc-auditor sends one message for a change, and one when what it broke is over. To accept a finding, add an exception to the configuration.';

/** The alert as plain text, for people who read it on a telephone at night: the worst first. */
export function alertEmail(alert: Alert): string {
  const { problems, problemsOmitted } = alert;
  const shown = problems.slice(0, MOST_PROBLEMS);
  const hidden = problems.length - shown.length + problemsOmitted;
  const several = problems.length + problemsOmitted > 1;
  return [
    ...wrapText(titleOf(alert), WIDTH),
    '',
    ...headLines(alert),
    ...shown.flatMap((problem, index) => [
      '',
      ...(several ? wrapText(problem.headline, WIDTH, `${index + 1}. `) : []),
      ...problemLines(problem, alert.transition),
    ]),
    ...(hidden > 0
      ? ['', `And ${hidden} more ${hidden === 1 ? 'problem' : 'problems'}: see Security Hub.`]
      : []),
    '',
    '--',
    ...wrapText(CLOSING, WIDTH),
    '',
  ].join('\n');
}

function titleOf({ severity, transition, headline, openSeconds, problems }: Alert): string {
  if (transition === 'opened') return `${severity}: ${headline}`;
  const word = problems.every(({ reason }) => reason !== undefined) ? 'CLOSED' : 'RESOLVED';
  const after = openSeconds === undefined ? '' : ` after ${durationText(openSeconds)}`;
  return `${word}${after}: ${headline}`;
}

/** Who did what, when and where. */
function headLines(alert: Alert): readonly string[] {
  const { change, who, changeUrl, region, accountId, observedAt } = alert;
  const byEvent = change.eventId !== undefined;
  const on = change.resources.length === 0 ? '' : ` on ${listNames(change.resources, MOST_NAMES)}`;
  const what = byEvent ? `${change.name}${on}` : `unknown: found by the ${change.name}`;
  return [
    ...(who === undefined ? [] : labelled('Who', who)),
    ...labelled('Change', what),
    ...labelled('When', byEvent ? whenOf(change.time, observedAt) : timeText(observedAt)),
    ...labelled('Where', `${region}, account ${accountId}`),
    ...(changeUrl === undefined ? [] : labelled('Event', changeUrl)),
  ];
}

/** When it was done, and how long it went unnoticed. */
function whenOf(time: string, observedAt: string): string {
  const seconds = secondsBetween(time, observedAt);
  const after = seconds === undefined ? '' : `, seen ${durationText(seconds)} later`;
  return `${timeText(time)}${after}`;
}

function problemLines(problem: AlertProblem, side: Alert['transition']): readonly string[] {
  const { hop, note, now, fix, reason, openSeconds } = problem;
  const over = side === 'resolved';
  return [
    ...(hop === undefined ? [] : labelled(over ? 'Before' : 'Cause', saidAs(hop.text, side))),
    ...seenLines(problem, side),
    ...(note === undefined ? [] : labelled('Note', note)),
    ...(now === undefined ? [] : labelled('Now', now)),
    ...(reason === undefined ? [] : labelled('Why over', reason)),
    ...(openSeconds === undefined ? [] : labelled('Open for', durationText(openSeconds))),
    ...affectedLines(problem),
    ...(over ? [] : [...labelled('Fix', fix.text), ...labelled('', fix.url)]),
    ...linkLines(problem),
  ];
}

/** What is seen, or had been seen, and of whom where not of all. */
function seenLines(
  { hop, consequences, consequencesOmitted }: AlertProblem,
  side: Alert['transition'],
): readonly string[] {
  const label = side === 'resolved' ? 'Before' : 'Seen';
  const shown = consequences.slice(0, MOST_CONSEQUENCES);
  const hidden = consequences.length - shown.length + consequencesOmitted;
  return [
    ...shown.flatMap(({ message, control, affected, names }, index) => {
      const whom = names.length === 0 ? '' : `: ${listNames(names, MOST_NAMES, affected)}`;
      const begins = index === 0 && (side === 'opened' || hop === undefined);
      return labelled(begins ? label : '', `${saidAs(message, side)} (${control}${whom})`);
    }),
    ...(hidden > 0 ? labelled('', `And ${hidden} more of this kind.`) : []),
  ];
}

/** What is over was said in the present when it was seen: it is quoted. */
function saidAs(text: string, side: Alert['transition']): string {
  return side === 'resolved' ? `"${text}"` : text;
}

function affectedLines({ resources, resourcesOmitted, vpcIds }: AlertProblem): readonly string[] {
  const names = resources.map(({ name }) => name);
  const count = names.length + resourcesOmitted;
  const where = vpcIds.length === 0 ? '' : ` in ${listNames(vpcIds, 3)}`;
  return labelled('Affected', `${listNames(names, MOST_NAMES, count)}${where}`);
}

function linkLines({ links, resources }: AlertProblem): readonly string[] {
  const ofResources = resources
    .slice(0, MOST_RESOURCE_LINKS)
    .flatMap(({ name, url }) => (url === undefined ? [] : [{ label: name, url }]));
  return [...links, ...ofResources].map(
    ({ label, url }, index) => `${(index === 0 ? 'Look at' : '').padEnd(LABEL)}${label} ${url}`,
  );
}

function labelled(label: string, text: string): readonly string[] {
  return wrapText(text, WIDTH, label.padEnd(LABEL));
}
