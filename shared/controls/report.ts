import type { Confidence, Evidence, Message, MessageValue, Outcome, Severity } from './verdict.ts';
import type { Unknown } from '../model/fact.ts';
import type { Mutable } from '../model/mutable.ts';
import { once } from '../model/once.ts';
import type { Fault } from '../network/disposition.ts';
import { SEVERITIES } from './verdict.ts';
import type { TemplateValues } from './message-template.ts';

export interface FailureDetails {
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  readonly evidence?: readonly Evidence[];
  readonly fault?: Fault;
  readonly remediation?: string;
}

interface Failure {
  readonly message: Message;
  readonly details: FailureDetails;
}

type WithoutFailure = Exclude<Outcome['status'], 'FAILED'>;

/** A template without placeholders needs no values. */
type Values<T extends string> = keyof TemplateValues<T> extends never
  ? [values?: TemplateValues<T>]
  : [values: TemplateValues<T>];

/**
 * Collects what a control sees of one resource and concludes in the order that the catalogue demands:
 * a certain failure, then unknown, then passed. A control cannot get that order wrong by returning early.
 */
export class Report<M extends Readonly<Record<string, string>>> {
  // Made when there is something to hold: of a healthy account's verdicts most hold nothing.
  #failures: Failure[] | undefined;
  #unknowns: Unknown[] | undefined;
  #notes: Message[] | undefined;
  #evidence: Evidence[] | undefined;
  readonly #defaultSeverity: Severity;
  #confidence: Confidence = 'CERTAIN';

  constructor(defaultSeverity: Severity) {
    this.#defaultSeverity = defaultSeverity;
  }

  /** The control has nothing to say about this resource. */
  notApplicable<K extends keyof M & string>(key: K, ...[values]: Values<M[K]>): Outcome {
    return this.#outcome('NOT_APPLICABLE', [message(key, values)]);
  }

  /** Part of the rule is broken for certain. */
  fail<K extends keyof M & string>(
    key: K,
    values: TemplateValues<M[K]>,
    details: FailureDetails,
  ): void {
    (this.#failures ??= []).push({ message: message(key, values), details });
  }

  /** Part of the rule cannot be decided. The same reason, met again, is said once. */
  unknown(fact: Unknown): void {
    const unknowns = (this.#unknowns ??= []);
    if (unknowns.includes(fact)) return;
    const key = JSON.stringify(fact.reason);
    if (unknowns.some(({ reason }) => JSON.stringify(reason) === key)) return;
    unknowns.push(fact);
  }

  /** Something worth reading beside the verdict, whatever it is. */
  note<K extends keyof M & string>(key: K, ...[values]: Values<M[K]>): void {
    (this.#notes ??= []).push(message(key, values));
  }

  /** Something seen that belongs to the verdict, whatever it is. */
  saw(resource: string, field: string, value: MessageValue): void {
    (this.#evidence ??= []).push({ resource, field, value: String(value) });
  }

  /** The verdict rests on a need that was inferred and not configured. */
  inferred(): void {
    this.#confidence = 'INFERRED';
  }

  /**
   * The rest of the rule cannot be decided and there is nothing to pass with: FAILED if part of it is
   * certainly broken, else UNKNOWN.
   */
  undecided(fact: Unknown): Outcome {
    this.unknown(fact);
    return this.#failures === undefined
      ? this.#outcome('UNKNOWN', this.#notes ?? NONE)
      : this.#failed(this.#failures);
  }

  /** FAILED, else UNKNOWN, else PASSED with the given message. */
  conclude<K extends keyof M & string>(key: K, ...[values]: Values<M[K]>): Outcome {
    if (this.#failures !== undefined) return this.#failed(this.#failures);
    if (this.#unknowns !== undefined) return this.#outcome('UNKNOWN', this.#notes ?? NONE);
    return this.#outcome('PASSED', [message(key, values), ...(this.#notes ?? NONE)]);
  }

  #failed(failures: readonly Failure[]): Outcome {
    const [worst] = failures
      .map(({ details }) => details)
      .toSorted(
        (a, b) =>
          this.#rank(a.severity) - this.#rank(b.severity) ||
          Number(this.#isInferred(a)) - Number(this.#isInferred(b)),
      );
    const messages = failures.map((one) => one.message);
    const outcome: Mutable<Outcome> = {
      status: 'FAILED',
      messages: this.#notes === undefined ? messages : [...messages, ...this.#notes],
      confidence: worst?.confidence ?? this.#confidence,
      evidence: [
        ...failures.flatMap((one) => one.details.evidence ?? NONE),
        ...(this.#evidence ?? NONE),
      ],
      reasons: this.#reasons(),
      severity: worst?.severity ?? this.#defaultSeverity,
    };
    if (worst?.fault !== undefined) outcome.fault = worst.fault;
    if (worst?.remediation !== undefined) outcome.remediation = worst.remediation;
    return outcome;
  }

  #rank(severity: Severity | undefined): number {
    return SEVERITIES.indexOf(severity ?? this.#defaultSeverity);
  }

  /** What is certain outweighs what follows from a guessed need. */
  #isInferred({ confidence = this.#confidence }: FailureDetails): boolean {
    return confidence === 'INFERRED';
  }

  #outcome(status: WithoutFailure, messages: readonly Message[]): Outcome {
    const [only] = messages;
    const holdsOneSentence =
      messages.length === 1 &&
      only?.values === NO_VALUES &&
      this.#evidence === undefined &&
      this.#unknowns === undefined;
    return holdsOneSentence
      ? once(PLAIN[status][this.#confidence], only.key, () => this.#made(status, messages))
      : this.#made(status, messages);
  }

  #made(status: WithoutFailure, messages: readonly Message[]): Outcome {
    return {
      status,
      messages,
      confidence: this.#confidence,
      evidence: this.#evidence ?? NONE,
      reasons: this.#reasons(),
    };
  }

  #reasons(): Outcome['reasons'] {
    return this.#unknowns?.map((one) => one.reason) ?? NONE;
  }
}

/** One for all verdicts that have nothing to show. */
const NONE: readonly never[] = [];
const NO_VALUES: Message['values'] = {};

/**
 * Outcomes that hold nothing but one sentence of a template, by its key. Of a healthy account's hundreds
 * of thousands most are of a few dozen kinds.
 */
const PLAIN: Readonly<Record<WithoutFailure, Record<Confidence, Map<string, Outcome>>>> = {
  PASSED: { CERTAIN: new Map(), INFERRED: new Map() },
  NOT_APPLICABLE: { CERTAIN: new Map(), INFERRED: new Map() },
  UNKNOWN: { CERTAIN: new Map(), INFERRED: new Map() },
};

function message(key: string, values: Message['values'] | undefined): Message {
  return { key, values: values ?? NO_VALUES };
}
