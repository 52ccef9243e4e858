import { traceFix } from '../../shared/findings/trace-fix.ts';
import type { TraceFix } from '../../shared/findings/trace-fix.ts';
import { groupBy } from '../../shared/model/group-by.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { reachOf } from '../../shared/network/disposition.ts';
import type { Disposition, Hop, Path, Reach } from '../../shared/network/disposition.ts';
import type { TraceAnswer } from '../../shared/network/trace-request.ts';
import type { Trace } from '../../shared/network/trace.ts';

/** What the text and the drawing of a trace have in common. */

/** What a step of a way is to the whole: where it stops decides, what is behind it explains. */
export type StepMark = 'passed' | 'stop' | 'behind';

export interface Step extends Hop {
  readonly mark: StepMark;
}

/** The way of the answer, where it is one of its own. */
export interface WayBack {
  readonly steps: readonly Step[];
  readonly reach: Reach;
  readonly reason: string;
  /** The answer passes what the request passed. */
  readonly follows: boolean;
}

/** Subnets from which the flow takes the same way. */
export interface Way {
  readonly disposition: Disposition;
  readonly reach: Reach;
  /** The subnets, which are where the way starts. */
  readonly starts: readonly Hop[];
  /** The hops behind the subnets. */
  readonly steps: readonly Step[];
  readonly reasons: readonly string[];
  readonly back?: WayBack;
  readonly fix: TraceFix;
}

export interface TracePicture {
  readonly snapshot: Snapshot;
  readonly from: string;
  readonly to: string;
  /** TCP port. */
  readonly port: number;
  /** Public addresses that the model asks for where any would do. */
  readonly probes: readonly string[];
  readonly disposition: Disposition;
  /** The worst first. */
  readonly ways: readonly [Way, ...Way[]];
  readonly subnetCount: number;
}

const WORST_FIRST: readonly Reach[] = ['broken', 'unknown', 'indirect', 'works'];

/** The traces of an answer, with alike ones taken together. */
export function tracePicture({
  answer,
  ...question
}: {
  readonly answer: TraceAnswer;
  readonly snapshot: Snapshot;
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly probes: readonly string[];
}): TracePicture {
  const { disposition, traces } = answer;
  const [first, ...rest] = [...groupBy(traces, (trace) => [shapeOf(trace)]).values()]
    .map(wayOf)
    .filter((way) => way !== undefined)
    .toSorted((a, b) => WORST_FIRST.indexOf(a.reach) - WORST_FIRST.indexOf(b.reach));
  if (first === undefined) throw new RangeError('an answer has at least one trace');
  return { ...question, disposition, ways: [first, ...rest], subnetCount: traces.length };
}

/** Equal for traces that differ in nothing but their own subnet. */
function shapeOf(trace: Trace): string {
  const { disposition, reason, stop, wayBack, subnetId } = trace;
  const hops = behindSubnet(trace);
  const back = wayBack && {
    ...wayBack,
    hops: wayBack.hops.filter((hop) => !isSubnet(hop, subnetId)),
  };
  return JSON.stringify({ disposition, hops, reason, stop, back }).replaceAll(
    subnetId,
    'the subnet',
  );
}

function wayOf(traces: readonly Trace[]): Way | undefined {
  const [trace] = traces;
  if (trace === undefined) return undefined;
  const reach = reachOf(trace.disposition);
  const starts = traces.map(startOf);
  const back = wayBackOf(trace, starts);
  return {
    disposition: trace.disposition,
    reach,
    starts,
    // Where the answer is what stops, the request itself has arrived.
    steps: stepsOf(
      answerStops(trace) ? { ...trace, disposition: 'REACHED' } : trace,
      behindSubnet(trace),
    ),
    reasons: [...new Set(traces.map(({ reason }) => reason))],
    ...(back && { back }),
    fix: traceFix(trace),
  };
}

function answerStops({ wayBack }: Trace): boolean {
  return wayBack !== undefined && reachOf(wayBack.disposition) !== 'works';
}

function startOf({ subnetId, hops }: Trace): Hop {
  return (
    hops.find((hop) => isSubnet(hop, subnetId)) ?? { kind: 'subnet', id: subnetId, detail: '' }
  );
}

function isSubnet({ kind, id }: Hop, subnetId: string): boolean {
  return kind === 'subnet' && id === subnetId;
}

/** The hops of the request behind its subnet; those of an answer that fails are the way back's. */
function behindSubnet(trace: Trace): readonly Hop[] {
  const { subnetId, hops, wayBack } = trace;
  const answering = answerStops(trace) ? (wayBack?.hops.length ?? 0) : 0;
  const request = hops.slice(0, hops.length - answering);
  const at = request.findIndex((hop) => isSubnet(hop, subnetId));
  return request.filter((_, index) => index !== at);
}

function stepsOf({ disposition, stop }: Path, hops: readonly Hop[]): readonly Step[] {
  if (disposition === 'REACHED' || stop === undefined) {
    return hops.map((hop) => ({ ...hop, mark: 'passed' }));
  }
  const at = hops.findLastIndex((hop) => hop.kind === stop.kind && hop.id === stop.id);
  // What stops it need not be a place on the way: Block Public Access, a name.
  if (at < 0) {
    return [
      ...hops.map((hop) => ({ ...hop, mark: 'passed' as const })),
      { ...stop, detail: '', mark: 'stop' },
    ];
  }
  return hops.map((hop, index) => ({
    ...hop,
    mark: index < at ? 'passed' : index === at ? 'stop' : 'behind',
  }));
}

function wayBackOf(
  { wayBack, hops, subnetId }: Trace,
  starts: readonly Hop[],
): WayBack | undefined {
  if (wayBack === undefined) return undefined;
  const reversed = hops.map((hop) => hop.id).toReversed();
  const own = wayBack.hops.map((hop) => hop.id);
  return {
    steps: stepsOf(wayBack, wayBack.hops),
    reach: reachOf(wayBack.disposition),
    reason: wayBack.reason.replaceAll(subnetId, () => starts.map(({ id }) => id).join(', ')),
    follows: reversed.join('\n') === own.join('\n'),
  };
}
