import { faultKey, faultOf } from '../network/disposition.ts';
import type { Path } from '../network/disposition.ts';
import { pathFailure, pathsEvidence } from './function-flows.ts';
import type { FailureDetails } from './report.ts';
import type { Confidence, Evidence, Severity } from './verdict.ts';

/** A broken path and the subnet, or the VPC, from which it starts. */
export interface BrokenPath<P extends Path> {
  readonly from: string;
  readonly path: P;
}

/** Paths that stop at one thing: it is told once, with all of their subnets. */
export interface BrokenWay<P extends Path> {
  /** Equal for ways that one repair puts right. */
  readonly key: string;
  /** The first of the paths. */
  readonly path: P;
  readonly starts: readonly string[];
  /** The same for a message. */
  readonly from: string;
  /** Why, each reason once. */
  readonly reason: string;
  readonly evidence: readonly Evidence[];
}

/** Groups broken paths by where they stop, in the order they come. */
export function brokenWays<P extends Path>(
  paths: readonly BrokenPath<P>[],
): readonly BrokenWay<P>[] {
  const groups = new Map<string, [BrokenPath<P>, ...BrokenPath<P>[]]>();
  for (const one of paths) {
    const key = keyOf(one.path);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups].map(([key, members]) => {
    const starts = members.map(({ from }) => from);
    return {
      key,
      path: members[0].path,
      starts,
      from: starts.join(', '),
      reason: [...new Set(members.map(({ path }) => path.reason))].join('; '),
      evidence: pathsEvidence(members.map(({ path }) => path)),
    };
  });
}

function keyOf(path: Path): string {
  const fault = faultOf(path);
  return fault === undefined ? path.reason : faultKey(fault);
}

/** The details of the failure that a broken way proves. */
export function wayFailure(
  { path, evidence }: BrokenWay<Path>,
  details: { readonly severity?: Severity; readonly confidence?: Confidence } = {},
): FailureDetails {
  return { ...pathFailure(path, details), evidence };
}
