import type { Severity } from '../controls/verdict.ts';
import { actorSentence, actorText } from './actor-text.ts';
import { ALERT_VERSION } from './alert.ts';
import type { Alert, AlertProblem } from './alert.ts';
import { causeKey, groupForAlerts, toldVerdict } from './alert-grouping.ts';
import type { AlertGroup } from './alert-grouping.ts';
import { alertProblems } from './alert-problems.ts';
import { PRODUCT } from './asff-product-fields.ts';
import { eventLink } from './console-links.ts';
import { rank } from './failure-groups.ts';
import { publishedChange, publishedFinding, withEvidenceOf } from './finding-event.ts';
import { limitId } from './limit-id.ts';
import { limitLine, oneLine } from './limit-text.ts';
import type { Transition } from './stored-finding.ts';
import { subjectOf } from './subject.ts';

/** An alert, and the transitions that are told with it. */
export interface AlertOfTransitions {
  readonly alert: Alert;
  readonly transitionIds: readonly string[];
}

/** Evidence of one finding in an alert; the event on the bus has more. */
const MOST_EVIDENCE_BYTES = 4_000;
const CHANGE_LIMITS = { value: 256, resources: 20 };
const LONGEST_WHO = 512;
const LONGEST_ID = 512;

/**
 * One alert for each change, and for opened findings and those that are over.
 *
 * @param threshold findings below it alert nobody
 */
export function alertsOf(
  transitions: readonly Transition[],
  threshold: Severity,
): readonly AlertOfTransitions[] {
  return groupForAlerts(transitions, threshold).map((group) => ({
    alert: alertOf(group),
    transitionIds: group.transitions.map(({ id }) => id),
  }));
}

function alertOf({ transition, cause, transitions }: AlertGroup): Alert {
  const [first] = transitions;
  const { accountId, partition, region } = first;
  const sorted = transitions.toSorted(
    (a, b) => rank(toldVerdict(a).severity) - rank(toldVerdict(b).severity),
  );
  const worst = sorted[0] ?? first;
  const problems = alertProblems(transition, transitions);
  const { severity } = toldVerdict(worst);
  const openSeconds = longest(problems.map(({ problem }) => problem.openSeconds));
  const who = actorText(cause.actor, accountId);
  const headline = problems[0]?.headline ?? {
    long: worst.verdict.title,
    short: worst.verdict.title,
  };
  const place = { partition, region: cause.region };
  const changeUrl = cause.eventId === undefined ? undefined : eventLink(cause.eventId, place);
  return {
    schemaVersion: ALERT_VERSION,
    product: PRODUCT,
    id: limitId(oneLine(`${transition}/${accountId}/${region}/${causeKey(cause)}`), LONGEST_ID),
    transition,
    severity,
    subject: subjectOf({
      severity,
      transition,
      closed: transitions.every(({ kind }) => kind === 'archived'),
      openSeconds,
      call: cause.name,
      actor: who?.name,
      headline,
      moreProblems: Math.max(problems.length - 1, 0),
      region,
    }),
    headline: headline.long,
    accountId,
    partition,
    region,
    controls: [...new Set(sorted.map(({ verdict }) => verdict.control))],
    ...(who && { who: limitLine(actorSentence(who), LONGEST_WHO) }),
    change: publishedChange(cause, CHANGE_LIMITS),
    ...(changeUrl !== undefined && { changeUrl }),
    observedAt: transitions.map(({ observedAt }) => observedAt).toSorted()[0] ?? first.observedAt,
    ...(openSeconds !== undefined && { openSeconds }),
    problems: problems.map(({ problem }): AlertProblem => problem),
    problemsOmitted: 0,
    findings: sorted.map((one) => withEvidenceOf(publishedFinding(one), MOST_EVIDENCE_BYTES)),
    findingsOmitted: 0,
  };
}

function longest(seconds: readonly (number | undefined)[]): number | undefined {
  const known = seconds.filter((one) => one !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
