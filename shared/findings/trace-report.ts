import type { Disposition, Hop, Path } from '../network/disposition.ts';
import type { Trace } from '../network/trace.ts';
import type { TraceAnswer } from '../tracing/trace-request.ts';

/** Raised when a field of the report changes its meaning or goes away. */
export const TRACE_SCHEMA_VERSION = 1;

/** A way as the report carries it. */
export interface ReportedPath {
  readonly disposition: Disposition;
  readonly hops: readonly Hop[];
  readonly reason: string;
}

/** The way from one subnet. `wayBack`: that of the answer, where the request arrives. */
export interface ReportedTrace extends ReportedPath {
  readonly subnetId: string;
  readonly wayBack?: ReportedPath;
}

/** What `trace --format json` prints. */
export interface TraceReport {
  readonly schemaVersion: number;
  /** REACHED only where every subnet's flow arrives; else that of the worst. */
  readonly disposition: Disposition;
  readonly traces: readonly ReportedTrace[];
}

/** The report of the traces of one question. */
export function traceReport({ disposition, traces }: TraceAnswer): TraceReport {
  return {
    schemaVersion: TRACE_SCHEMA_VERSION,
    disposition,
    traces: traces.map(reportedTrace),
  };
}

function reportedTrace(trace: Trace): ReportedTrace {
  const { subnetId, wayBack } = trace;
  return { subnetId, ...reportedPath(trace), ...(wayBack && { wayBack: reportedPath(wayBack) }) };
}

function reportedPath({ disposition, hops, reason }: Path): ReportedPath {
  return {
    disposition,
    hops: hops.map(({ kind, id, detail }) => ({ kind, id, detail })),
    reason,
  };
}
