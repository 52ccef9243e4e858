/** Counts and measurements of the deployed system; see docs/operations.md for what each says. */
export interface Metrics {
  /** Adds to a count. @param dimensions few values each: a metric is billed for every combination */
  count(name: CountName, value: number, dimensions?: Readonly<Record<string, string>>): void;
  /** One measurement in seconds. */
  seconds(name: DurationName, value: number): void;
}

export type CountName =
  /** By `kind` of change; `none` for what no rule would deliver. */
  | 'EventsReceived'
  | 'EventsCoalesced'
  /** By `reason`. */
  | 'EventsIgnored'
  /** Messages sent to the dead letters at once. */
  | 'MessagesSetAside'
  | 'AuditsSuperseded'
  /** By `status`. */
  | 'Verdicts'
  /** By `kind`. */
  | 'Transitions'
  /** By `severity`: what is open in the unit that was audited. */
  | 'OpenFindings'
  /** By `api`: the IAM prefix of the service, as `ec2`. */
  | 'ApiCalls'
  /** Facts that are unknown for want of a permission, by `call`. */
  | 'UnknownFacts'
  /** By `channel`. */
  | 'PublishFailures'
  | 'SecurityHubNotEnabled'
  | 'SweepsStarted'
  | 'SweepsCompleted';

/** `EventAge`: from the call in CloudTrail to the publication of what follows from it. */
export type DurationName = 'EventAge' | 'SweepDuration';
