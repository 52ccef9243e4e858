import type { ChangeKind, ChangeRow } from './change-kind.ts';
import type { CloudTrailEvent, CloudTrailRecord } from './cloudtrail-event.ts';
import { eventBridgeSource, findChangeRow, withoutVersion } from './event-name.ts';
import { isOmitted, namesDryRun } from './event-parameters.ts';

/** Who made a change. A field is undefined where the event does not say. */
export interface Actor {
  /** `userIdentity.arn`: the user, or the session of a role. */
  readonly principalArn: string | undefined;
  readonly principalId: string | undefined;
  /** `IAMUser`, `AssumedRole`, `AWSService`, … */
  readonly type: string | undefined;
  /** The account of the caller, which may be another one than the event's. */
  readonly accountId: string | undefined;
  /** The role behind a session. */
  readonly sessionIssuerArn: string | undefined;
  /** The AWS service that made the call for the principal, such as `cloudformation.amazonaws.com`. */
  readonly invokedBy: string | undefined;
  /** An address, or the name of an AWS service. */
  readonly sourceIpAddress: string | undefined;
  readonly userAgent: string | undefined;
}

/** Why the deployed rules would not deliver an event. */
export interface IgnoredBecause {
  readonly reason:
    | 'read-only'
    | 'dry-run'
    | 'failed'
    /** A sign-in, an action of a service itself, …: delivered under another `detail-type`. */
    | 'not-an-api-call'
    /** The envelope names another service than the record. */
    | 'source-mismatch'
    /** No control looks at this call. */
    | 'not-followed';
  /** A sentence with the field and its value. */
  readonly detail: string;
}

interface ChangeFacts {
  /** CloudTrail's id of the event; delivery may repeat, so this is what makes an event the same. */
  readonly eventId: string;
  /** Without API version: `CreateFunction`. */
  readonly eventName: string;
  /** As CloudTrail writes it: `CreateFunction20150331`. */
  readonly rawEventName: string;
  readonly eventSource: string;
  /** When the call was made, not when the event arrived: ISO 8601 in UTC. */
  readonly time: string;
  /** The region of the call; for IAM and other global services the region of their control plane. */
  readonly region: string;
  /** Undefined where the event does not say or hides it. */
  readonly accountId: string | undefined;
  readonly actor: Actor;
  /** The error code of a call that failed. */
  readonly failed: string | undefined;
  /** The call asked only what would happen. */
  readonly dryRun: boolean;
  readonly readOnly: boolean;
  /** The event leaves out parameters or answer because of their size: the resource must be read again. */
  readonly truncated: boolean;
}

/** An event that the deployed rules deliver. */
export interface MatchedChange extends ChangeFacts {
  readonly matched: true;
  readonly kind: ChangeKind;
  readonly row: ChangeRow;
}

/** An event that the deployed rules do not deliver; `kind` is there where only its outcome is why. */
export interface IgnoredChange extends ChangeFacts {
  readonly matched: false;
  readonly kind: ChangeKind | undefined;
  readonly ignoredBecause: IgnoredBecause;
}

export type Change = MatchedChange | IgnoredChange;

const API_CALL = 'AwsApiCall';

/** How EventBridge calls what CloudTrail delivers of successful and failed API calls. */
export const API_CALL_DETAIL_TYPE = 'AWS API Call via CloudTrail';

/** Code of an EC2 call with `DryRun` that would have succeeded; EC2 puts `Client.` before its codes. */
const DRY_RUN_CODE = /(?:^|\.)DryRunOperation$/;

const ACCOUNT_ID = /^\d+$/;

/**
 * Reduces an event to the change it records, and says whether the deployed rules would deliver it: the
 * call is in the catalogue, has no error code and is not read-only.
 */
export function changeOf(event: CloudTrailEvent): Change {
  const { record } = event;
  const facts = factsOf(event);
  const row = findChangeRow(record.eventSource, record.eventName);
  const ignoredBecause = whyIgnored(event, facts);
  if (row !== undefined && ignoredBecause === undefined) {
    return { ...facts, matched: true, kind: row.kind, row };
  }
  const detail = `No control depends on ${record.eventName} of ${record.eventSource}.`;
  return {
    ...facts,
    matched: false,
    kind: row?.kind,
    ignoredBecause: ignoredBecause ?? { reason: 'not-followed', detail },
  };
}

function factsOf({ record, envelope }: CloudTrailEvent): ChangeFacts {
  const accounts = [record.recipientAccountId, envelope?.account, record.userIdentity?.accountId];
  const failed = record.errorCode || undefined;
  return {
    eventId: record.eventID,
    eventName: withoutVersion(record.eventName),
    rawEventName: record.eventName,
    eventSource: record.eventSource,
    time: record.eventTime,
    region: record.awsRegion,
    accountId: accounts.find((id) => id !== undefined && ACCOUNT_ID.test(id)),
    actor: actorOf(record),
    failed,
    dryRun:
      (failed !== undefined && DRY_RUN_CODE.test(failed)) || namesDryRun(record.requestParameters),
    readOnly: record.readOnly === true,
    truncated: isOmitted(record.requestParameters) || isOmitted(record.responseElements),
  };
}

function actorOf(record: CloudTrailRecord): Actor {
  const identity = record.userIdentity;
  return {
    principalArn: identity?.arn,
    principalId: identity?.principalId,
    type: identity?.type,
    accountId: identity?.accountId,
    sessionIssuerArn: identity?.sessionContext?.sessionIssuer?.arn,
    invokedBy: identity?.invokedBy,
    sourceIpAddress: record.sourceIPAddress,
    userAgent: record.userAgent,
  };
}

function whyIgnored(event: CloudTrailEvent, facts: ChangeFacts): IgnoredBecause | undefined {
  const { record, envelope } = event;
  if (facts.readOnly) {
    return { reason: 'read-only', detail: 'readOnly is true: the call changed nothing.' };
  }
  if (facts.failed !== undefined) {
    return facts.dryRun
      ? { reason: 'dry-run', detail: `errorCode is ${facts.failed}: the call was a dry run.` }
      : { reason: 'failed', detail: `errorCode is ${facts.failed}: the call failed.` };
  }
  if (record.eventType !== undefined && record.eventType !== API_CALL) {
    return {
      reason: 'not-an-api-call',
      detail: `eventType is ${record.eventType}, not ${API_CALL}.`,
    };
  }
  if (envelope === undefined) return undefined;
  if (envelope.detailType !== API_CALL_DETAIL_TYPE) {
    return { reason: 'not-an-api-call', detail: `detail-type is ${envelope.detailType}.` };
  }
  const source = eventBridgeSource(record.eventSource);
  return envelope.source === source
    ? undefined
    : { reason: 'source-mismatch', detail: `source is ${envelope.source}, not ${source}.` };
}
