import type { UnknownReason } from '../model/fact.ts';
import type { Fault } from '../network/disposition.ts';

/** What a control says of one resource. Only the engine says `ERROR`: the control itself broke. */
export type Status = 'PASSED' | 'FAILED' | 'NOT_APPLICABLE' | 'UNKNOWN' | 'ERROR';

/** From worst to best. HIGH: does not or will not work; MEDIUM: works until one zone, change or quota. */
export const SEVERITIES = ['HIGH', 'MEDIUM', 'LOW', 'INFO'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** `CERTAIN`: control-plane facts. `INFERRED`: a need was guessed from the role or the environment. */
export type Confidence = 'CERTAIN' | 'INFERRED';

/** One observation behind a verdict: which resource, which field of AWS's answer, the value seen. */
export interface Evidence {
  readonly resource: string;
  readonly field: string;
  readonly value: string;
}

/** CloudFormation's resource types, and Security Hub's for the account. */
export type ResourceType =
  | 'AWS::Lambda::Function'
  | 'AWS::EC2::VPC'
  | 'AWS::EC2::VPCEndpoint'
  | 'AWS::EC2::SecurityGroup'
  | 'AWS::IAM::Role'
  | 'AWS::IAM::User'
  | 'AWS::::Account';

/** The resource a verdict is about; `id` is its ARN. */
export interface VerdictResource {
  readonly type: ResourceType;
  readonly id: string;
}

export type MessageValue = string | number;

/** A message of the control's `meta.messages`, with the values of its placeholders. */
export interface Message {
  readonly key: string;
  readonly values: Readonly<Record<string, MessageValue>>;
}

/** What a control's `evaluate` gives back. */
export interface Outcome {
  readonly status: Exclude<Status, 'ERROR'>;
  readonly messages: readonly Message[];
  /** Absent: the control's own severity. */
  readonly severity?: Severity;
  readonly confidence: Confidence;
  readonly evidence: readonly Evidence[];
  /** Why the answer, or part of it, is unknown. */
  readonly reasons: readonly UnknownReason[];
  readonly fault?: Fault;
  /** Replaces the control's general remediation where the cause has one of its own. */
  readonly remediation?: string;
}

/** An exception of the configuration that covers a verdict. */
export interface AppliedException {
  readonly reason: string;
  readonly owner: string;
  readonly expires: string;
}
