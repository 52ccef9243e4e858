import type { Replay } from '../../shared/findings/replay-report.ts';
import { functionNameOf } from '../../shared/model/arn.ts';
import { printable } from './layout.ts';
import { Page } from './page.ts';
import type { Palette } from './palette.ts';
import { renderTable } from './table.ts';

const LABEL_WIDTH = 12;

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
  page.text(0, `Delivered as a change of kind ${change.kind}.`, palette.good);
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
  return `${page.toString()}${renderTable(judgement, { ...look, all: false })}`;
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
