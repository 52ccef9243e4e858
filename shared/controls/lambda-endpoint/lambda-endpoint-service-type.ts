import * as z from 'zod/mini';
import type { Snapshot } from '../../model/snapshot.ts';
import type { ServiceNeed } from '../../needs/need.ts';
import { typeOf } from '../../network/vpc-endpoints.ts';
import { defineControl } from '../define-control.ts';
import type { ControlConfiguration } from '../define-control.ts';
import { needsOf } from '../function-needs.ts';
import { parameter } from '../parameter.ts';
import { isAttached } from '../target.ts';
import type { FunctionTarget } from '../target.ts';
import { CONSUMER_CHANGES, CONSUMER_FACTS } from './endpoint-reads.ts';
import { goneState, lambdaServiceOf } from './lambda-endpoints.ts';

// https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html lists the
// service names. An endpoint may be for the service of another Region, which it then names:
// https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html.

export const lambdaEndpointServiceType = defineControl({
  meta: {
    name: 'lambda-endpoint-service-type',
    id: 'EP-SERVICE',
    family: 'lambda-endpoint',
    title: 'Endpoint for Lambda has the right service, type and Region',
    effect: 'cannot serve the Lambda API',
    rationale:
      'Only an interface endpoint for the exact service name of the Region that is called serves the ' +
      'Lambda API. Any other takes money and no calls.',
    remediation: {
      text: 'Create an endpoint of type Interface for com.amazonaws.<region>.lambda of the Region whose functions are called.',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-endpoints.html',
    },
    severity: 'MEDIUM',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-endpoints.html',
      'https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html',
      'https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html',
    ],
    knownMisses: [
      'Which Region functions call is known only where their environment, or a role that names one, says so.',
    ],
    target: 'vpc-endpoint',
    parameters: z.strictObject({
      acceptedServiceNames: parameter(
        z.array(z.string().check(z.minLength(1))),
        [],
        "service names that are right beside the partition's own",
      ),
    }),
    facts: CONSUMER_FACTS,
    changes: CONSUMER_CHANGES,
    messages: {
      right: '{endpointId} is an interface endpoint for {serviceName}.',
      gone: '{endpointId} is {state}.',
      thirdParty: '{serviceName} is the service of somebody else.',
      wrongName: '{endpointId} is for {serviceName}, not for {expected}.',
      wrongType: '{endpointId} is of type {type}, not Interface.',
      wrongRegion:
        '{endpointId} is for Lambda of {region}; the functions here call Lambda of {called}.',
    },
  },
  appliesTo: ({ endpoint }) => /\.lambda(?:$|\.)/.test(endpoint.ServiceName),
  evaluate({ endpoint, functions }, { snapshot, configuration, parameters, report }) {
    const { VpcEndpointId: endpointId, ServiceName: serviceName } = endpoint;
    const state = goneState(endpoint);
    if (state !== undefined) return report.notApplicable('gone', { endpointId, state });
    if (serviceName.startsWith('com.amazonaws.vpce.')) {
      return report.notApplicable('thirdParty', { serviceName });
    }
    const { region } = lambdaServiceOf(snapshot, endpoint);
    const type = typeOf(endpoint);
    const names = ownNames(region);
    report.saw(endpointId, 'ServiceName', serviceName);
    report.saw(endpointId, 'VpcEndpointType', type);
    if (endpoint.ServiceRegion !== undefined) report.saw(endpointId, 'ServiceRegion', region);
    if (![...names, ...parameters.acceptedServiceNames].includes(serviceName)) {
      report.fail('wrongName', { endpointId, serviceName, expected: names.join(' or ') }, {});
    }
    if (type !== 'Interface') report.fail('wrongType', { endpointId, type }, {});
    const called = calledElsewhere(snapshot, configuration, functions, region);
    if (called !== undefined) {
      const { evidence } = called;
      report.fail('wrongRegion', { endpointId, region, called: called.region }, { evidence });
    }
    return report.conclude('right', { endpointId, serviceName });
  },
});

/** China offers the service under both names. */
function ownNames(region: string): readonly string[] {
  const name = `com.amazonaws.${region}.lambda`;
  return region.startsWith('cn-') ? [`cn.${name}`, name] : [name];
}

/**
 * A need of Lambda in another Region where no function of the VPC may call it in this one. A role says
 * nothing of a Region unless its ARNs name one, and then the need's Region is not the function's own.
 */
function calledElsewhere(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  functions: readonly FunctionTarget[],
  region: string,
): ServiceNeed | undefined {
  const needs = functions
    .filter(isAttached)
    .flatMap((target) => needsOf(snapshot, configuration, target).needs)
    .filter((need) => need.kind === 'service')
    .filter((need) => need.service === 'lambda');
  if (needs.some((need) => need.region === region)) return undefined;
  return needs.find((need) => need.source === 'environment' || need.region !== snapshot.region);
}
