import { controlNamed } from '../controls/control-named.ts';
import type { Fault } from '../network/disposition.ts';
import { FINDING_EVENT_VERSION } from './finding-schema.ts';
import type { FindingEvent, PublishedChange, PublishedFinding } from './finding-schema.ts';
import { limitId } from './limit-id.ts';
import { limitLine, sizeBytes } from './limit-text.ts';
import type { ReportedVerdict } from './report.ts';
import { resourceName } from './resource-name.ts';
import type { Cause, Transition } from './stored-finding.ts';

/** `detail-type` of an event. */
export type DetailType = 'Finding Opened' | 'Finding Updated' | 'Finding Resolved';

/** The detail type of a transition; undefined for one that the bus is not told. */
export function detailTypeOf(kind: Transition['kind']): DetailType | undefined {
  switch (kind) {
    case 'opened':
      return 'Finding Opened';
    case 'updated':
      return 'Finding Updated';
    case 'resolved':
    case 'archived':
      return 'Finding Resolved';
    case 'refreshed':
      return undefined;
  }
}

/** EventBridge takes 256 KB in a request; an event keeps well below, so that several share one. */
const MOST_EVENT_BYTES = 200_000;
const LONGEST_TEXT = 4_096;
const LONGEST_VALUE = 1_024;
const LONGEST_NAME = 256;

/** The detail of a transition's event; undefined for one that the bus is not told. */
export function findingEvent(transition: Transition): FindingEvent | undefined {
  const { kind } = transition;
  if (kind === 'refreshed') return undefined;
  const event = {
    schemaVersion: FINDING_EVENT_VERSION,
    id: limitId(transition.id, LONGEST_VALUE),
    transition: kind,
    change: publishedChange(transition.cause),
  } as const;
  const finding = publishedFinding(transition);
  const rest = sizeBytes(JSON.stringify({ ...event, finding: { ...finding, evidence: [] } }));
  return { ...event, finding: withEvidenceOf(finding, MOST_EVENT_BYTES - rest) };
}

/** The finding as a transition leaves it. */
export function publishedFinding(transition: Transition): PublishedFinding {
  const { verdict, previousSeverity, before, reason } = transition;
  const { control, vpcId, fault, exception, remediation } = verdict;
  const meta = controlNamed(control)?.meta;
  return {
    id: limitId(transition.findingId, LONGEST_VALUE),
    control,
    ...(meta && { controlId: meta.id }),
    title: limitLine(verdict.title, LONGEST_TEXT),
    ...(meta && { effect: meta.effect }),
    status: verdict.status,
    severity: verdict.severity,
    ...(previousSeverity && { previousSeverity }),
    confidence: verdict.confidence,
    accountId: transition.accountId,
    partition: transition.partition,
    region: transition.region,
    ...(vpcId !== undefined && { vpcId }),
    resource: publishedResource(transition),
    message: limitLine(verdict.message, LONGEST_TEXT),
    ...(before && { before: limitLine(before.message, LONGEST_TEXT) }),
    ...(fault && { fault: publishedFault(fault) }),
    evidence: evidenceOf(verdict),
    remediation: { ...remediation, text: limitLine(remediation.text, LONGEST_TEXT) },
    ...(exception && { exception }),
    ...(reason !== undefined && { reason: limitLine(reason, LONGEST_VALUE) }),
    createdAt: transition.createdAt,
    openedAt: transition.openedAt,
    observedAt: transition.observedAt,
  };
}

/** The judged resource, named as people call it. */
export function publishedResource({
  verdict: { resource },
  resourceDetails,
}: Pick<Transition, 'verdict' | 'resourceDetails'>): PublishedFinding['resource'] {
  return {
    type: resource.type,
    id: limitId(resource.id, LONGEST_VALUE),
    name: limitLine(resourceName(resource, resourceDetails), LONGEST_NAME),
  };
}

/** The missing hop, within bounds. */
export function publishedFault({
  destination,
  ...fault
}: Fault): NonNullable<PublishedFinding['fault']> {
  return {
    ...fault,
    id: limitLine(fault.id, LONGEST_NAME),
    ...(destination !== undefined && { destination: limitLine(destination, LONGEST_NAME) }),
  };
}

function evidenceOf({ evidence }: ReportedVerdict): PublishedFinding['evidence'] {
  return evidence.map(({ resource, field, value }) => ({
    resource: limitLine(resource, LONGEST_VALUE),
    field: limitLine(field, LONGEST_VALUE),
    value: limitLine(value, LONGEST_VALUE),
  }));
}

/** The finding with as much of its evidence as the bytes allow; what is left out is counted. */
export function withEvidenceOf(finding: PublishedFinding, mostBytes: number): PublishedFinding {
  let bytes = 0;
  const within = finding.evidence.findIndex((one) => {
    bytes += sizeBytes(JSON.stringify(one)) + 1;
    return bytes > mostBytes;
  });
  if (within === -1) return finding;
  return {
    ...finding,
    evidence: finding.evidence.slice(0, within),
    evidenceOmitted: finding.evidence.length - within,
  };
}

/** How much of a cause is published. */
export interface ChangeLimits {
  /** Characters of a value. */
  readonly value: number;
  readonly resources: number;
}

const EVENT_LIMITS: ChangeLimits = { value: LONGEST_VALUE, resources: 100 };

/** The cause of an audit as it is published. */
export function publishedChange(
  { actor, ...cause }: Cause,
  { value, resources }: ChangeLimits = EVENT_LIMITS,
): PublishedChange {
  return {
    name: limitLine(cause.name, value),
    ...(cause.eventId !== undefined && { eventId: cause.eventId }),
    time: cause.time,
    region: cause.region,
    resources: cause.resources.slice(0, resources).map((id) => limitLine(id, value)),
    ...(actor && { actor: saidOf(actor, value) }),
  };
}

function saidOf(
  actor: NonNullable<Cause['actor']>,
  most: number,
): NonNullable<PublishedChange['actor']> {
  return Object.fromEntries(
    Object.entries(actor).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'string' ? [[key, limitLine(value, most)]] : [],
    ),
  );
}
