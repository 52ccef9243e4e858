import { traceFix } from '../../shared/findings/trace-fix.ts';
import type { TraceFix } from '../../shared/findings/trace-fix.ts';
import { groupBy } from '../../shared/model/group-by.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { reachOf } from '../../shared/network/disposition.ts';
import type { Disposition, Hop, Path, Reach } from '../../shared/network/disposition.ts';
import { subnetHop } from '../../shared/network/forwarding.ts';
import type { TraceAnswer } from '../../shared/tracing/trace-request.ts';
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
  const { disposition } = answer;
  const traces = answer.traces.map((trace) => withStart(question.snapshot, trace));
  const [first, ...rest] = [...groupBy(traces, (trace) => [shapeOf(trace)]).values()]
    .map(wayOf)
    .filter((way) => way !== undefined)
    .toSorted((a, b) => WORST_FIRST.indexOf(a.reach) - WORST_FIRST.indexOf(b.reach));
  if (first === undefined) throw new RangeError('an answer has at least one trace');
  return { ...question, disposition, ways: [first, ...rest], subnetCount: traces.length };
}

/** A flow that stops before it is routed has passed no hop; its subnet is where it starts all the same. */
function withStart(snapshot: Snapshot, trace: Trace): Trace {
  const { subnetId, hops } = trace;
  if (hops.some((hop) => isSubnet(hop, subnetId))) return trace;
  return { ...trace, hops: [subnetHop(snapshot, subnetId), ...hops] };
}

/** Equal for traces that differ in nothing but their own subnet: its id, its blocks. */
function shapeOf(trace: Trace): string {
  const { disposition, reason, stop, wayBack, subnetId } = trace;
  const hops = behindSubnet(trace);
  const back = wayBack && {
    ...wayBack,
    hops: wayBack.hops.filter((hop) => !isSubnet(hop, subnetId)),
  };
  const text = JSON.stringify({ disposition, hops, reason, stop, back });
  return withWords(text, ownWords(trace), (index) => `own word ${index}`);
}

/** What names the subnet itself: its id and the blocks that its hop shows. */
function ownWords(trace: Trace): readonly string[] {
  const blocks = startOf(trace)
    .detail.split(' ')
    .filter((word) => word.includes('/'));
  return [trace.subnetId, ...blocks];
}

/** The text with each of the words, where it stands alone, replaced. */
function withWords(
  text: string,
  words: readonly string[],
  replacement: (index: number) => string,
): string {
  return words.reduce((changed, word, index) => {
    const literal = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const alone = new RegExp(`(?<![\\w.:/-])${literal}(?![\\w/-])`, 'g');
    return changed.replace(alone, () => replacement(index));
  }, text);
}

function wayOf(traces: readonly Trace[]): Way | undefined {
  const [trace] = traces;
  if (trace === undefined) return undefined;
  const words = ownWords(trace);
  const all = words.map((_, index) => traces.map((one) => ownWords(one)[index]).join(', '));
  /** What is said of the first subnet, said of all. */
  const ofAll = (text: string) => withWords(text, words, (index) => all[index] ?? '');
  const ofAllBlocks = (one: Trace) =>
    withWords(one.reason, ownWords(one).slice(1), (index) => all[index + 1] ?? '');
  /** A detail that is the reason in the same words is said once, as the reason. */
  const said = (steps: readonly Step[]): readonly Step[] =>
    steps.map((step) => ({
      ...step,
      detail: step.detail === trace.reason ? '' : ofAll(step.detail),
    }));
  const request = answerStops(trace) ? { ...trace, disposition: 'REACHED' as const } : trace;
  const back = wayBackOf(trace);
  return {
    disposition: trace.disposition,
    reach: reachOf(trace.disposition),
    starts: traces.map(startOf),
    steps: said(stepsOf(request, behindSubnet(trace))),
    reasons: [...new Set(traces.map(ofAllBlocks))],
    ...(back && { back: { ...back, steps: said(back.steps), reason: ofAll(back.reason) } }),
    fix: traceFix(trace),
  };
}

/** Whether the request arrives and the answer does not: then the answer's hops end the trace. */
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

function wayBackOf({ wayBack, hops }: Trace): WayBack | undefined {
  if (wayBack === undefined) return undefined;
  const request = hops.map((hop) => hop.id).toReversed();
  const answer = wayBack.hops.map((hop) => hop.id);
  return {
    steps: stepsOf(wayBack, wayBack.hops),
    reach: reachOf(wayBack.disposition),
    reason: wayBack.reason,
    follows: request.join('\n') === answer.join('\n'),
  };
}
