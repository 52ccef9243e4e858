import { performance } from 'node:perf_hooks';
import { TRACE_OPTIONS, traceRequest } from '../shared/tracing/trace-request.ts';
import { typedDestination } from '../shared/tracing/typed-destination.ts';
import { functionStart } from '../shared/tracing/typed-start.ts';
import { largeAccount } from './large-account.ts';

// Every function to a service and to its database: two subnets each, so four traces a function.

const FUNCTIONS = 1_000;
const snapshot = largeAccount(FUNCTIONS);
let traces = 0;
const start = performance.now();
for (const configuration of snapshot.seen('Functions')) {
  const from = functionStart(snapshot, configuration);
  if ('problem' in from) throw new Error(from.problem);
  const vpcId = from.sources[0]?.vpcId;
  const host = configuration.Environment?.References[0]?.Host ?? '';
  for (const text of ['secretsmanager', host]) {
    const to = typedDestination(snapshot, {
      text,
      ...(vpcId !== undefined && { vpcId }),
      probes: TRACE_OPTIONS.probes,
    });
    if ('problem' in to) throw new Error(to.problem);
    traces += traceRequest(snapshot, from, to).traces.length;
  }
}
const seconds = (performance.now() - start) / 1_000;
console.log(JSON.stringify({ traces, perSecond: Math.round(traces / seconds) }));
