import type { Unknown } from '../model/fact.ts';
import type {
  FunctionNeeds,
  IncompleteNeeds,
  Need,
  NeedEvidence,
  NeedKind,
  NeedNote,
  NeedOrigin,
  NeedSource,
  NeedTarget,
} from './need.ts';

const STRENGTH: readonly NeedSource[] = ['role', 'environment', 'configured'];

/** Gathers needs; the same target from several sources is one need with the strongest of them. */
export class NeedCollector {
  readonly #needs = new Map<string, Need>();
  readonly #incomplete: IncompleteNeeds[] = [];
  readonly #notes = new Map<string, NeedNote>();

  add(need: Need): void {
    const key = keyOf(need);
    const before = this.#needs.get(key);
    this.#needs.set(key, before === undefined ? need : merged(before, need));
  }

  incomplete(fact: Unknown, kinds: readonly NeedKind[]): void {
    this.#incomplete.push({ ...fact, kinds });
  }

  note(kind: NeedNote['kind'], value: string): void {
    this.#notes.set(`${kind} ${value}`, { kind, value });
  }

  result(): FunctionNeeds {
    return {
      needs: [...this.#needs.values()],
      incomplete: this.#incomplete,
      notes: [...this.#notes.values()],
    };
  }
}

/** A need with a single reason for it. */
export function needFrom(source: NeedSource, target: NeedTarget, evidence: NeedEvidence): Need {
  return { source, confidence: confidenceOf(source), evidence: [evidence], ...target };
}

function confidenceOf(source: NeedSource): NeedOrigin['confidence'] {
  return source === 'configured' ? 'CERTAIN' : 'INFERRED';
}

function keyOf(target: NeedTarget): string {
  switch (target.kind) {
    case 'internet':
      return `internet ${target.family} ${target.port ?? ''}`;
    case 'service':
      return `service ${target.service} ${target.region} ${target.port} ${target.host ?? ''}`;
    case 'host':
      return `host ${target.host} ${target.port ?? ''}`;
    case 'file-system':
      return `file-system ${target.arn}`;
  }
}

function merged(before: Need, after: Need): Need {
  const isStronger = STRENGTH.indexOf(after.source) > STRENGTH.indexOf(before.source);
  const source = isStronger ? after.source : before.source;
  const origin = {
    source,
    confidence: confidenceOf(source),
    evidence: [...before.evidence, ...after.evidence],
  };
  if (before.kind !== 'internet' || after.kind !== 'internet') return { ...before, ...origin };
  return { ...before, ...origin, hosts: [...new Set([...before.hosts, ...after.hosts])] };
}
