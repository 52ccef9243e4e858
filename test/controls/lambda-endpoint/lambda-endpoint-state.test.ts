import { lambdaEndpointState } from '../../../shared/controls/lambda-endpoint/lambda-endpoint-state.ts';
import { withEndpoint } from '../../builders/lambda-endpoint.ts';
import { endpoint } from '../../builders/topology.ts';
import { controlTable } from '../control-table.ts';

const BEFORE = '2026-11-20T11:29:00.000Z';
const JUST_NOW = '2026-11-20T11:31:00.000Z';

controlTable(lambdaEndpointState, [
  { name: 'passes with an available endpoint', given: withEndpoint(), status: 'PASSED' },
  {
    name: 'reads a state in capitals',
    given: withEndpoint({ State: 'Available' }),
    status: 'PASSED',
  },
  {
    name: 'says nothing of a gateway endpoint beside it',
    given: withEndpoint(
      {},
      {
        VpcEndpoints: [
          endpoint('vpce-s3', 's3', { VpcEndpointType: 'Gateway', State: 'failed' }),
          endpoint('vpce-lambda', 'lambda', { VpcEndpointType: 'Interface' }),
        ],
      },
    ),
    status: 'PASSED',
  },
  ...['deleting', 'deleted', 'Deleting'].map((State) => ({
    name: `does not judge an endpoint that is ${State}`,
    given: withEndpoint({ State }),
    status: 'NOT_APPLICABLE' as const,
    messages: ['gone'],
  })),
  ...['pending', 'pendingAcceptance', 'PendingAcceptance'].flatMap((State) => [
    {
      name: `waits for one that has been ${State} for less than half an hour`,
      given: withEndpoint({ State, CreationTimestamp: JUST_NOW }),
      status: 'UNKNOWN' as const,
      unknownCall: `vpce-lambda is ${State.toLowerCase()}: it may yet become available`,
    },
    {
      name: `fails one that has been ${State} for longer`,
      given: withEndpoint({ State, CreationTimestamp: BEFORE }),
      status: 'FAILED' as const,
      severity: 'MEDIUM' as const,
      messages: ['stuck'],
      evidence: [`vpce-lambda State ${State.toLowerCase()}`],
    },
  ]),
  {
    name: 'waits as long as it is told to',
    given: withEndpoint({ State: 'pending', CreationTimestamp: BEFORE }),
    parameters: { graceMinutes: 31 },
    status: 'UNKNOWN',
    messages: [],
  },
  {
    name: 'does not know how long an endpoint without a creation time has been pending',
    given: withEndpoint({ State: 'pending' }),
    status: 'UNKNOWN',
    messages: [],
  },
  ...['rejected', 'failed', 'expired', 'partial', 'Failed'].map((State) => ({
    name: `fails one that is ${State}`,
    given: withEndpoint({ State }),
    status: 'FAILED' as const,
    severity: 'HIGH' as const,
    messages: ['unusable'],
    evidence: [`vpce-lambda State ${State.toLowerCase()}`],
  })),
  {
    name: 'tells what AWS says of the failure',
    given: withEndpoint({ State: 'failed', LastError: { Code: 'Busy', Message: 'no capacity' } }),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['unusable'],
    evidence: ['vpce-lambda LastError Busy: no capacity'],
  },
  {
    name: 'fails a state that it has not heard of',
    given: withEndpoint({ State: 'hibernating' }),
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['unlisted'],
    evidence: ['vpce-lambda State hibernating'],
  },
  {
    name: 'does not take an endpoint without a state for available',
    given: withEndpoint({ State: undefined }),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeVpcEndpoints',
  },
]);
