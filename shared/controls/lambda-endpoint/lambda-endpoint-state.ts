import * as z from 'zod/mini';
import { unknown } from '../../model/fact.ts';
import { endpointState } from '../../network/vpc-endpoints.ts';
import { defineControl } from '../define-control.ts';
import { parameter } from '../parameter.ts';
import { appliesToLambdaEndpoint, goneState } from './lambda-endpoints.ts';

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpoint.html lists the states, in
// capitals that its answers do not have. AWS's own services accept by themselves, so that an endpoint
// for Lambda does not stay pending for long.

export const lambdaEndpointState = defineControl({
  meta: {
    name: 'lambda-endpoint-state',
    id: 'EP-STATE',
    family: 'lambda-endpoint',
    title: 'Endpoint for Lambda is available',
    effect: 'cannot serve in its present state',
    rationale:
      'An endpoint that is pending, rejected or failed takes no traffic. With private DNS it still owns ' +
      'the name of the Lambda API, so calls from the VPC hang and no NAT gateway helps them.',
    remediation: {
      text: 'Read LastError, delete the endpoint and create it again in subnets that the service supports.',
      url: 'https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html',
    },
    severity: 'MEDIUM',
    references: [
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpoint.html',
      'https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html',
    ],
    knownMisses: ['An endpoint that is available may still be unhealthy in one of its zones.'],
    target: 'vpc-endpoint',
    parameters: z.strictObject({
      graceMinutes: parameter(
        z.number().check(z.minimum(0)),
        30,
        'minutes after its creation in which an endpoint may be pending',
      ),
    }),
    facts: ['ec2:DescribeVpcEndpoints'],
    changes: ['vpc-endpoint'],
    messages: {
      available: '{endpointId} is available.',
      gone: '{endpointId} is {state}.',
      stuck: '{endpointId} is {state}, {minutes} minutes after it was created.',
      unusable: '{endpointId} is {state}{cause}.',
      unlisted: '{endpointId} is in the state {state}, which is not known to serve.',
    },
  },
  appliesTo: appliesToLambdaEndpoint,
  evaluate({ endpoint }, { snapshot, parameters, report }) {
    const endpointId = endpoint.VpcEndpointId;
    const state = endpointState(endpoint);
    if (endpoint.State === undefined) {
      const call = 'ec2:DescribeVpcEndpoints';
      return report.undecided(
        unknown({ kind: 'not-read', call, detail: `State of ${endpointId}` }),
      );
    }
    if (goneState(endpoint) !== undefined)
      return report.notApplicable('gone', { endpointId, state });
    report.saw(endpointId, 'State', state);
    const fault = {
      kind: 'vpc-endpoint',
      id: endpointId,
      disposition: 'ENDPOINT_NOT_USABLE',
    } as const;
    const { Code, Message } = endpoint.LastError ?? {};
    const words = [Code, Message, endpoint.FailureReason].filter((one) => one !== undefined);
    switch (state) {
      case 'available':
        break;
      case 'pending':
      case 'pendingacceptance': {
        const minutes = minutesBetween(endpoint.CreationTimestamp, snapshot.capturedAt);
        if (minutes === undefined || minutes <= parameters.graceMinutes) {
          const detail = `${endpointId} is ${state}: it may yet become available`;
          return report.undecided(unknown({ kind: 'opaque', detail }));
        }
        report.fail('stuck', { endpointId, state, minutes }, { fault });
        break;
      }
      case 'rejected':
      case 'failed':
      case 'expired':
      case 'partial': {
        if (words.length > 0) report.saw(endpointId, 'LastError', words.join(': '));
        const cause = words.length > 0 ? ` (${words.join(': ')})` : '';
        report.fail('unusable', { endpointId, state, cause }, { severity: 'HIGH', fault });
        break;
      }
      default:
        report.fail('unlisted', { endpointId, state }, { fault });
    }
    return report.conclude('available', { endpointId });
  },
});

/** Whole minutes from one time to another; undefined where the first is not given or no time. */
function minutesBetween(from: string | undefined, to: string): number | undefined {
  const minutes = (Date.parse(to) - Date.parse(from ?? '')) / 60_000;
  return Number.isNaN(minutes) ? undefined : Math.floor(minutes);
}
