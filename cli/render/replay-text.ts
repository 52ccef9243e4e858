import type { Replay } from '../../shared/findings/replay-report.ts';
import type { ReplayedMessage } from '../../shared/findings/replayed-messages.ts';
import { functionNameOf } from '../../shared/model/arn.ts';
import { printable } from './layout.ts';
import { Page } from './page.ts';
import type { Palette } from './palette.ts';
import { renderTable } from './table.ts';

const LABEL_WIDTH = 14;

/** A replay for people: who changed what, what it can affect, and the verdicts that follow. */
export function renderReplay(
  replay: Replay,
  look: { readonly width: number; readonly palette: Palette },
): string {
  const { change, named, scope, judgement } = replay;
  const { palette } = look;
  const page = new Page(look.width);
  const line = (label: string, text: string) => {
    if (text === '') return;
    page.labelled(0, { text: label, width: LABEL_WIDTH, style: palette.faint }, printable(text));
  };
  const service = change.eventSource.replace('.amazonaws.com', '');
  page.text(0, `${service}:${change.eventName}`, palette.strong);
  line('When', `${change.time.replace('T', ' ').replace('Z', ' UTC')} in ${change.region}`);
  line('Account', change.accountId ?? '');
  line('Who', actorText(replay));
  line('Event id', change.eventId);
  line('Names', named.resources.map(({ id }) => id).join(', ') || 'nothing');
  page.gap();
  if (!change.matched) {
    page.text(0, `Ignored: ${printable(change.ignoredBecause.detail)}`, palette.doubt);
    return page.toString();
  }
  const by = replay.rule === undefined ? '' : ` by the rule ${replay.rule}`;
  page.text(0, `Delivered${by} as a change of kind ${change.kind}.`, palette.good);
  if (named.incomplete !== undefined) {
    page.text(0, INCOMPLETE[named.incomplete], palette.doubt);
  }
  page.gap();
  const functions = scope.functions.map(functionNameOf).join(', ');
  line('Functions', functions === '' && judgement !== undefined ? 'none' : functions);
  line('VPCs', scope.vpcs.join(', '));
  line('Endpoints', scope.endpoints.join(', '));
  line('Groups', scope.securityGroups.join(', '));
  line('Roles', scope.roles.join(', '));
  page.gap();
  if (judgement === undefined) {
    page.text(0, 'Nothing is judged: give the state of the account with --snapshot.');
    return page.toString();
  }
  const table = renderTable(judgement, { ...look, all: false });
  return `${page.toString()}${table}${renderMessages(replay.messages, look)}`;
}

/** What would be sent: the alert as it is mailed, and how many findings and events go elsewhere. */
function renderMessages(
  messages: readonly ReplayedMessage[],
  { width, palette }: { readonly width: number; readonly palette: Palette },
): string {
  const page = new Page(width);
  const alerts = messages.filter((one) => one.channel === 'alerts');
  const count = (channel: ReplayedMessage['channel']) =>
    messages.filter((one) => one.channel === channel).length;
  const line = (label: string, text: string) =>
    page.labelled(0, { text: label, width: LABEL_WIDTH, style: palette.faint }, text);
  page.text(0, 'What would be sent, had nothing of it been known before', palette.strong);
  page.gap();
  line('Security Hub', counted(count('securityhub'), 'finding'));
  line('EventBridge', counted(count('events'), 'event'));
  line('Alerts', alerts.length === 0 ? 'none: nothing of MEDIUM or worse' : '');
  const mails = alerts.map(({ subject, texts }) => {
    const body = (texts['email'] ?? '').trimEnd().split('\n');
    return [`Subject: ${subject}`, '', ...body].map((one) => `  ${printable(one)}`.trimEnd());
  });
  return `\n${page.toString()}${mails.map((lines) => `\n${lines.join('\n')}\n`).join('')}`;
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

const INCOMPLETE = {
  omitted: 'CloudTrail left out parameters for their size: the whole region is in scope.',
  'nothing-named': 'The event does not say what it is about: the whole region is in scope.',
} as const;

function actorText({ change: { actor } }: Replay): string {
  const parts = [
    actor.principalArn ?? actor.principalId ?? actor.type ?? 'unknown',
    actor.invokedBy === undefined ? '' : `through ${actor.invokedBy}`,
    actor.sourceIpAddress === undefined || actor.sourceIpAddress === actor.invokedBy
      ? ''
      : `from ${actor.sourceIpAddress}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}
