import * as z from 'zod/mini';
import { unknown } from '../../model/fact.ts';
import type { FunctionConfiguration } from '../../model/lambda.ts';
import { defineControl } from '../define-control.ts';
import { EGRESS_CHANGES, EGRESS_FACTS } from '../egress/egress-reads.ts';
import { flowSources } from '../function-flows.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { NEED_ORIGIN_CHANGES, NEED_ORIGIN_FACTS } from '../need-reads.ts';
import { isAttached } from '../target.ts';
import { idleCrossings } from './idle-crossings.ts';
import { SERVICE_CHANGES, SERVICE_FACTS } from './service-reads.ts';

// "Lambda purges idle connections over time": a NAT gateway and an interface endpoint drop a connection
// that is idle for 350 seconds, and the next call on it fails:
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-endpoints.html. The SDK for JavaScript v3
// reuses connections by default and replaces those that were closed:
// https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-reusing-connections.html.

const REUSE = 'AWS_NODEJS_CONNECTION_REUSE_ENABLED';
const TCP_KEEPALIVE = 'BOTOCORE_TCP_KEEPALIVE';

export const functionConnectionKeepalive = defineControl({
  meta: {
    name: 'function-connection-keepalive',
    id: 'CONN-KEEPALIVE',
    family: 'services',
    title: 'Connections across NAT gateways and VPC endpoints survive or are rebuilt',
    effect: 'may lose idle connections',
    rationale:
      'A NAT gateway or interface endpoint drops a connection that was idle for 350 seconds. A client ' +
      'that takes it from its pool again gets a reset, or hangs. Between invocations the function is ' +
      'frozen and sends nothing that would keep the connection alive.',
    remediation: {
      text: 'Let the connection pool close what was idle for less than 350 seconds (connectionMaxIdleTime in Java, PooledConnectionIdleTimeout in .NET, IdleConnTimeout in Go), or turn TCP keep-alive on with a shorter interval for each socket, and retry once on a reset.',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-endpoints.html',
    },
    severity: 'LOW',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-endpoints.html',
      'https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-reusing-connections.html',
      'https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html',
    ],
    knownMisses: [
      'Whether the code retries, and how its other clients pool connections, cannot be seen: only the SDK that comes with the runtime is judged, and no verdict is a failure.',
      'Keep-alive in the SDK alone has no effect where the operating system sends the first probe after two hours.',
    ],
    target: 'function',
    parameters: z.strictObject({}),
    facts: [...FUNCTION_NETWORK_FACTS, ...EGRESS_FACTS, ...NEED_ORIGIN_FACTS, ...SERVICE_FACTS],
    changes: [
      ...FUNCTION_NETWORK_CHANGES,
      ...EGRESS_CHANGES,
      ...NEED_ORIGIN_CHANGES,
      ...SERVICE_CHANGES,
      'function-code',
    ],
    messages: {
      unattached: 'The function is not attached to a VPC.',
      noCrossing:
        'No connection of the function crosses a NAT gateway or an interface endpoint, as far as is known.',
      rebuilt: 'The SDK of {runtime} replaces connections that were closed.',
      crosses: 'Connections cross {ids}.',
      perRequest:
        'The SDK of {runtime} opens a connection for each request: slow, but never one that was dropped.',
      keepAliveSet:
        'BOTOCORE_TCP_KEEPALIVE is on, which helps only where the first probe is sent before 350 seconds.',
    },
  },
  evaluate(target, { snapshot, configuration, report }) {
    if (!isAttached(target)) return report.notApplicable('unattached');
    const sources = flowSources(target);
    if (!sources.known) return report.undecided(sources);
    const context = { snapshot, configuration, target, sources: sources.value };
    const { ids, doubts } = idleCrossings(context);
    const [doubt] = doubts;
    if (ids.length === 0) {
      return doubt === undefined ? report.notApplicable('noCrossing') : report.undecided(doubt);
    }
    report.note('crosses', { ids: ids.join(', ') });
    const runtime = target.configuration.Runtime ?? target.configuration.PackageType ?? 'unknown';
    const node = /^nodejs(\d*)/.exec(runtime);
    if (node === null) {
      if (runtime.startsWith('python') && isOn(target.configuration, TCP_KEEPALIVE)) {
        report.note('keepAliveSet');
      }
      const detail = `how ${runtime} code pools and retries connections cannot be seen`;
      return report.undecided(unknown({ kind: 'opaque', detail }));
    }
    const { Environment, FunctionArn } = target.configuration;
    if (Environment?.Error !== undefined) {
      const detail = `Environment.Error of ${FunctionArn}: whether ${REUSE} is set`;
      const call = 'lambda:GetFunctionConfiguration';
      return report.undecided(unknown({ kind: 'failed', call, detail }));
    }
    if (isOn(target.configuration, REUSE)) {
      const detail = `${REUSE} is on: SDK v2 reuses connections, and whether the code retries a reset cannot be seen`;
      return report.undecided(unknown({ kind: 'opaque', detail }));
    }
    return Number(node[1]) >= FIRST_WITH_SDK_V3
      ? report.conclude('rebuilt', { runtime })
      : report.conclude('perRequest', { runtime });
  },
});

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html */
const FIRST_WITH_SDK_V3 = 18;

function isOn({ Environment }: FunctionConfiguration, variable: string): boolean {
  return (Environment?.References ?? []).some((one) => one.Variable === variable && one.Enabled);
}
