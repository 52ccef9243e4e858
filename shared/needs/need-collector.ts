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

  add(source: NeedSource, target: NeedTarget, evidence: NeedEvidence): void {
    const key = keyOf(target);
    const before = this.#needs.get(key);
    const need: Need = { ...target, ...originOf(source, [evidence]) };
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

function originOf(source: NeedSource, evidence: readonly NeedEvidence[]): NeedOrigin {
  return { source, confidence: source === 'configured' ? 'CERTAIN' : 'INFERRED', evidence };
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
  const stronger =
    STRENGTH.indexOf(after.source) > STRENGTH.indexOf(before.source) ? after : before;
  const origin = originOf(stronger.source, [...before.evidence, ...after.evidence]);
  if (stronger.kind !== 'internet') return { ...stronger, ...origin };
  const hosts = [before, after].flatMap((one) => (one.kind === 'internet' ? one.hosts : []));
  return { ...stronger, ...origin, hosts: [...new Set(hosts)] };
}
