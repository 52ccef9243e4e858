import leven from 'leven';
import { alternatives } from './alternatives.ts';

/** How many edits may lie between a mistyped name and what was meant, by the length of the name. */
const EDITS_PER_CHARACTER = 0.4;
const MOST = 3;

/** Names that somebody who wrote `name` may have meant, nearest first, at most three. */
export function nearNames(name: string, candidates: Iterable<string>): readonly string[] {
  const wanted = name.toLowerCase();
  const allowed = Math.max(1, Math.floor(wanted.length * EDITS_PER_CHARACTER));
  return [...new Set(candidates)]
    .map((candidate) => ({ candidate, distance: distance(wanted, candidate.toLowerCase()) }))
    .filter((one) => one.distance <= allowed)
    .toSorted((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, MOST)
    .map((one) => one.candidate);
}

/** A name that holds what was written, or the other way round, is near whatever the rest. */
function distance(wanted: string, candidate: string): number {
  if (wanted.length >= 3 && (candidate.includes(wanted) || wanted.includes(candidate))) return 1;
  return leven(wanted, candidate);
}

/** ` Did you mean a, b or c?`, or nothing where no name is near. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const near = nearNames(name, candidates);
  return near.length === 0 ? '' : ` Did you mean ${alternatives(near)}?`;
}
