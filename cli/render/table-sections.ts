import { COLLECTIONS, COLLECTION_NAMES } from '../../shared/model/collections.ts';
import { READER_ACTIONS } from '../../shared/adapters/aws/read-permissions.ts';
import type { Judgement, JudgedVerdict } from '../../shared/findings/judgement.ts';
import { consequencesOf } from '../../shared/findings/problems.ts';
import { resourceNoun } from '../../shared/findings/resource-name.ts';
import { unknownGroups } from '../../shared/findings/unknowns.ts';
import type { UnknownGroup } from '../../shared/findings/unknowns.ts';
import type { UnreadTargets } from '../../shared/findings/unread.ts';
import { reasonText } from '../../shared/model/fact.ts';
import type { UnknownReason } from '../../shared/model/fact.ts';
import { groupBy } from '../../shared/model/group-by.ts';
import { awsCliCommand } from './aws-cli-command.ts';
import { renderConsequences } from './consequences.ts';
import { namesOf } from './display-name.ts';
import type { DisplayName } from './display-name.ts';
import { printable } from './layout.ts';
import { MARGIN } from './page.ts';
import type { Page } from './page.ts';
import type { Palette } from './palette.ts';

/** What every part of the table is drawn with. */
export interface TableContext {
  readonly palette: Palette;
  readonly nameOf: DisplayName;
}

const MOST_DETAILS = 4;

/** Controls that threw: a fault of the program, which must not go unseen. */
export function brokenSection(
  page: Page,
  { verdicts }: Judgement,
  { palette, nameOf }: TableContext,
): void {
  const broken = verdicts.filter(({ verdict }) => verdict.status === 'ERROR');
  if (broken.length === 0) return;
  heading(page, 'BROKEN', 'Controls that failed: please report this', palette);
  const groups = groupBy(broken, ({ verdict }) => [
    `${verdict.control.meta.name}: ${verdict.error ?? 'no message'}`,
  ]);
  for (const [what, members] of groups) {
    page.text(MARGIN, printable(what));
    page.text(MARGIN + 2, namesOf(members, nameOf), palette.faint);
  }
}

/** What cannot be judged, by what is missing. */
export function unknownSection(page: Page, judgement: Judgement, context: TableContext): void {
  const { palette } = context;
  const { snapshots, verdicts, unread } = judgement;
  const accounts = new Set(snapshots.map(({ accountId }) => accountId));
  const count = verdicts.filter(({ verdict }) => verdict.status === 'UNKNOWN').length;
  if (count + unread.length === 0) return;
  const noun = count === 1 ? 'verdict' : 'verdicts';
  const what = count === 0 ? 'Not everything was read' : `${count} ${noun} cannot be given`;
  heading(page, 'UNKNOWN', what, palette);
  const groups = unknownGroups(verdicts);
  // What follows from a missing listing stands below the last that names its reason.
  const below = (group: UnknownGroup) =>
    unread.findLast(({ reason }) => isSameReason(reason, group));
  for (const targets of unread) {
    renderUnread(page, targets, palette, accounts.size > 1);
    for (const group of groups.filter((one) => below(one) === targets)) {
      renderUnknown(page, group, context, true);
    }
  }
  const others = groups.filter((group) => below(group) === undefined);
  others.forEach((group, index) => {
    if (index + unread.length > 0) page.gap();
    renderUnknown(page, group, context, false);
  });
}

function renderUnread(
  page: Page,
  { kind, accountId, region, reason }: UnreadTargets,
  palette: Palette,
  ofSeveral: boolean,
): void {
  const noun = kind === 'vpc' ? 'VPC' : kind.replaceAll('-', ' ').replace('vpc', 'VPC');
  const place = ofSeveral ? `${region} in account ${accountId}` : region;
  page.text(MARGIN, `No ${noun} of ${place} was judged: ${reasonText(reason)}.`, palette.doubt);
  if (reason.kind !== 'opaque') page.text(MARGIN + 2, adviceFor(reason.kind, reason.call));
}

function isSameReason(reason: UnknownReason, { kind, call }: UnknownGroup): boolean {
  return reason.kind === kind && reason.kind !== 'opaque' && reason.call === call;
}

/** @param told whether the reason and the advice stand right above */
function renderUnknown(
  page: Page,
  group: UnknownGroup,
  { palette, nameOf }: TableContext,
  told: boolean,
): void {
  const { kind, call, details, verdicts } = group;
  const first = details[0] ?? '';
  const what = kind === 'opaque' || call === undefined ? first : reasonText({ kind, call });
  if (!told) {
    page.text(MARGIN, printable(what.endsWith('.') ? what : `${what}.`), palette.doubt);
    if (kind !== 'opaque' && call !== undefined) page.text(MARGIN + 2, adviceFor(kind, call));
  }
  const shown = kind === 'opaque' ? [] : details.slice(0, MOST_DETAILS);
  for (const detail of shown) page.text(MARGIN + 2, printable(detail), palette.faint);
  const hidden = kind === 'opaque' ? 0 : details.length - shown.length;
  if (hidden > 0) page.text(MARGIN + 2, `and ${hidden} more: see --format json`, palette.faint);
  for (const [control, members] of groupBy(verdicts, (one) => [one.verdict.control.meta.name])) {
    page.text(MARGIN + 2, `${control}: ${namesOrCount(members, nameOf)}`);
  }
}

/** All names while they are few; in a large account the missing read matters, not who suffers. */
function namesOrCount(verdicts: readonly JudgedVerdict[], nameOf: DisplayName): string {
  const [first] = verdicts;
  if (first === undefined || verdicts.length <= MOST_NAMES) return namesOf(verdicts, nameOf);
  const shown = namesOf(verdicts.slice(0, MOST_NAMES), nameOf);
  const rest = verdicts.length - MOST_NAMES;
  return `${shown} and ${rest} more ${resourceNoun(first.verdict.resource, rest)}`;
}

const MOST_NAMES = 8;

/** What a live reading asks for or a folder can hold. */
const READ: ReadonlySet<string> = new Set([
  ...READER_ACTIONS,
  ...COLLECTION_NAMES.map((name) => COLLECTIONS[name].call),
]);

function adviceFor(kind: 'denied' | 'failed' | 'not-read', call: string): string {
  switch (kind) {
    case 'denied':
      return `Grant ${call} to the credentials of the audit.`;
    case 'failed':
      return 'Try again; where it stays, the service or the endpoint does not support the call.';
    case 'not-read':
      return READ.has(call)
        ? `In a folder: add the answer of "${awsCliCommand(call)}".`
        : 'No audit reads that: look at it yourself.';
  }
}

/** Findings that are accepted, and exceptions that should be looked at. */
export function acceptedSection(
  page: Page,
  { verdicts, exceptionNotices }: Judgement,
  { palette, nameOf }: TableContext,
): void {
  const accepted = verdicts.filter(({ verdict }) => verdict.exception !== undefined);
  if (accepted.length + exceptionNotices.length === 0) return;
  heading(page, 'ACCEPTED', 'Exceptions of the configuration', palette);
  const groups = groupBy(accepted, ({ verdict: { control, exception } }) => [
    JSON.stringify([control.meta.name, exception]),
  ]);
  for (const members of groups.values()) {
    const verdict = members[0]?.verdict;
    if (verdict?.exception === undefined) continue;
    const { reason, owner, expires } = verdict.exception;
    page.text(MARGIN, `${verdict.control.meta.name}: ${namesOf(members, nameOf)}`);
    page.text(
      MARGIN + 2,
      printable(`until ${expires}, accepted by ${owner}: ${reason}`),
      palette.faint,
    );
  }
  for (const { exception, state } of exceptionNotices) {
    const { control, resource, tag, owner, expires } = exception;
    const what = resource ?? (tag === undefined ? '' : `tag ${tag.key}=${tag.value}`);
    const text =
      state === 'expired'
        ? `expired on ${expires}: renew it or remove it (${owner})`
        : `covers no finding: remove it (${owner})`;
    page.text(MARGIN, printable(`${control}: ${what}`));
    page.text(MARGIN + 2, printable(text), palette.doubt);
  }
}

/** What passed or does not apply, with the reason. */
export function quietSection(
  page: Page,
  judgement: Judgement,
  status: 'PASSED' | 'NOT_APPLICABLE',
  { palette, nameOf }: TableContext,
): void {
  const verdicts = judgement.verdicts.filter(({ verdict }) => verdict.status === status);
  if (verdicts.length === 0) return;
  const label = status === 'PASSED' ? 'PASSED' : 'NO CASE';
  const what = status === 'PASSED' ? 'Controls that hold' : 'Controls that do not apply';
  heading(page, label, what, palette);
  const groups = groupBy(verdicts, ({ verdict }) => [verdict.control.meta.name]);
  for (const [control, members] of groups) {
    page.text(MARGIN, control, palette.strong);
    renderConsequences(page, consequencesOf(members), {
      indent: MARGIN + 2,
      nameOf,
      palette: { ...palette, strong: (text) => text },
      withEvidence: false,
    });
  }
}

function heading(page: Page, label: string, what: string, palette: Palette): void {
  page.gap();
  page.labelled(0, { text: label, width: MARGIN, style: palette.strong }, what, palette.strong);
  page.gap();
}
