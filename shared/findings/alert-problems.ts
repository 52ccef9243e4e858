import { controlNamed } from '../controls/control-named.ts';
import type { Fault } from '../network/disposition.ts';
import type { Alert, AlertConsequence, AlertLink, AlertProblem } from './alert.ts';
import { toldVerdict } from './alert-grouping.ts';
import { asffId } from './asff.ts';
import { findingLink, findingsLink, hopLink, resourceLink, vpcLink } from './console-links.ts';
import { headlineOf } from './effect-text.ts';
import type { DetailedVerdict, Headline } from './effect-text.ts';
import { groupFailures } from './failure-groups.ts';
import type { Failure, FailureGroup } from './failure-groups.ts';
import { faultFix, faultTitle } from './fault-text.ts';
import { publishedFault, publishedResource } from './finding-event.ts';
import { limitLine } from './limit-text.ts';
import type { Transition } from './stored-finding.ts';
import { secondsBetween } from './time-text.ts';

const LONGEST_TEXT = 1_024;
const LONGEST_ID = 512;
const LONGEST_LINK = 2_000;

/** Lambda spreads a function over its subnets, so it fails where it happens to run in a bad one. */
const NOW_AND_THEN = 'From the other subnets it works, so calls fail now and then, not always.';

/** A problem of an alert with its headline in two lengths. */
export interface HeadedProblem {
  readonly problem: AlertProblem;
  readonly headline: Headline;
}

/** What the transitions of one change have in common, worst first, as the report groups findings. */
export function alertProblems(
  side: Alert['transition'],
  transitions: readonly Transition[],
): readonly HeadedProblem[] {
  return groupFailures(transitions, failureOf).map((group) => problemOf(group, side));
}

function failureOf(transition: Transition): Failure {
  const { control, resource, severity, message, evidence, fault, remediation } =
    toldVerdict(transition);
  const { accountId, region } = transition;
  return {
    control,
    resource,
    accountId,
    region,
    severity,
    messages: [message],
    evidence,
    ...(fault && { fault }),
    advice: remediation.text,
  };
}

function problemOf(
  { severity, worst, fault, sharesAdvice, consequences }: FailureGroup<Transition>,
  side: Alert['transition'],
): HeadedProblem {
  const all = consequences.flat();
  const headline = headlineOf(ofControl(all, worst), side === 'resolved');
  const resources = distinct(all);
  const reasons = new Set(all.flatMap(({ reason }) => reason ?? []));
  const openSeconds = side === 'resolved' ? openFor(all) : undefined;
  const notes = side === 'opened' ? notesOf(headline, worst) : [];
  return {
    headline,
    problem: {
      severity,
      headline: headline.long,
      ...(fault && { hop: hopOf(fault) }),
      ...(notes.length > 0 && { note: notes.join(' ') }),
      ...(worst.kind === 'resolved' && { now: limitLine(worst.verdict.message, LONGEST_TEXT) }),
      vpcIds: [...new Set(all.flatMap((one) => toldVerdict(one).vpcId ?? []))],
      resources,
      resourcesOmitted: 0,
      consequences: consequences.map((members) => consequenceOf(members, resources.length)),
      consequencesOmitted: 0,
      fix: fixOf(worst, sharesAdvice),
      ...(reasons.size > 0 && { reason: limitLine([...reasons].join('; '), LONGEST_TEXT) }),
      ...(openSeconds !== undefined && { openSeconds }),
      links: linksOf(all, worst),
    },
  };
}

function hopOf(fault: Fault): NonNullable<AlertProblem['hop']> {
  return { ...publishedFault(fault), text: limitLine(faultTitle(fault), LONGEST_TEXT) };
}

/** An address that people can still be given; one beyond every limit is left out. */
function shortLink(url: string | undefined): string | undefined {
  return url !== undefined && url.length <= LONGEST_LINK ? url : undefined;
}

function notesOf({ partly }: Headline, { createdAt, openedAt }: Transition): readonly string[] {
  return [
    ...(partly ? [NOW_AND_THEN] : []),
    ...(createdAt < openedAt ? [`It was open before, first on ${createdAt.slice(0, 10)}.`] : []),
  ];
}

/** All that the worst one's control says: the headline counts them. */
function ofControl(
  transitions: readonly Transition[],
  worst: Transition,
): readonly [DetailedVerdict, ...DetailedVerdict[]] {
  const { control } = worst.verdict;
  const others = transitions.filter((one) => one !== worst && one.verdict.control === control);
  return [detailed(worst), ...others.map(detailed)];
}

function detailed(transition: Transition): DetailedVerdict {
  return { verdict: toldVerdict(transition), details: transition.resourceDetails };
}

function distinct(transitions: readonly Transition[]): AlertProblem['resources'] {
  const resources = new Map(
    transitions.map((one) => {
      const { resource } = one.verdict;
      const url = shortLink(resourceLink(resource, one));
      const told = { ...publishedResource(one), ...(url !== undefined && { url }) };
      return [resource.id, told] as const;
    }),
  );
  return [...resources.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function consequenceOf(
  members: readonly [Transition, ...Transition[]],
  resources: number,
): AlertConsequence {
  const { control, severity, message } = toldVerdict(members[0]);
  const names = members.map((one) => publishedResource(one).name);
  return {
    control,
    severity,
    message: limitLine(message, LONGEST_TEXT),
    affected: members.length,
    names: members.length === resources ? [] : names.toSorted(),
  };
}

/**
 * The advice for the cause; where the control has only its general one, or others that stop at the hop are
 * advised otherwise, what puts the hop right.
 */
function fixOf(worst: Transition, sharesAdvice: boolean): AlertProblem['fix'] {
  const { control, fault, remediation } = toldVerdict(worst);
  const general = controlNamed(control)?.meta.remediation.text === remediation.text;
  const { text, url } = fault && (general || !sharesAdvice) ? faultFix(fault) : remediation;
  return { text: limitLine(text, LONGEST_TEXT), url };
}

/** How long the oldest of them was open: from the change that opened it, where it is known. */
function openFor(transitions: readonly Transition[]): number | undefined {
  const seconds = transitions.flatMap(({ openedBy, openedAt, cause, observedAt }) => {
    const from = openedBy?.eventId === undefined ? openedAt : openedBy.time;
    const to = cause.eventId === undefined ? observedAt : cause.time;
    return secondsBetween(from, to) ?? [];
  });
  return seconds.length === 0 ? undefined : Math.max(...seconds);
}

const MOST_VPC_LINKS = 3;

/** Pages of the console: the hop, the VPCs, and the findings. Those of resources stand at these. */
function linksOf(transitions: readonly Transition[], worst: Transition): AlertLink[] {
  const { fault, control } = toldVerdict(worst);
  const vpcIds = new Set(transitions.flatMap((one) => toldVerdict(one).vpcId ?? []));
  const [only, ...others] = transitions;
  const findings =
    only !== undefined && others.length === 0
      ? findingLink(asffId(only.findingId), worst)
      : findingsLink(control, worst);
  const links: readonly (readonly [string, string | undefined])[] = [
    ...(fault ? [[fault.id, hopLink(fault, worst)] as const] : []),
    ...[...vpcIds]
      .filter((id) => id !== fault?.id)
      .slice(0, MOST_VPC_LINKS)
      .map((id) => [id, vpcLink(id, worst)] as const),
    ['Security Hub', findings],
  ];
  return links.flatMap(([label, url]): AlertLink[] => {
    const short = shortLink(url);
    return short === undefined ? [] : [{ label: limitLine(label, LONGEST_ID), url: short }];
  });
}
