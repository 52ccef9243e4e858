import * as z from 'zod/mini';
import { unknown } from '../../model/fact.ts';
import { isIpv6Only } from '../../network/service-path.ts';
import { defineControl } from '../define-control.ts';
import { endpointConsumers } from '../endpoint-consumers.ts';
import type { EndpointConsumer } from '../endpoint-consumers.ts';
import { CONSUMER_CHANGES, CONSUMER_FACTS } from './endpoint-reads.ts';
import { appliesToLambdaEndpoint, goneState } from './lambda-endpoints.ts';

// https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html: the address
// type of the endpoint decides its interfaces' addresses, that of its DNS records what its names answer.
// A function sends IPv6 only where Ipv6AllowedForDualStack is on.

export const lambdaEndpointIpType = defineControl({
  meta: {
    name: 'lambda-endpoint-ip-type',
    id: 'EP-IP-TYPE',
    family: 'lambda-endpoint',
    title: 'Endpoint for Lambda speaks the address family that its consumers use',
    effect: 'cannot serve the address family in use',
    rationale:
      'A name that answers with IPv6 addresses only is of no use to a function that may send IPv4 only: ' +
      'its calls to the Lambda API fail.',
    remediation: {
      text: 'Set the endpoint to ipv4 or dualstack, with DNS records to match, or allow outbound IPv6 for the functions.',
      url: 'https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html',
    },
    severity: 'HIGH',
    references: [
      'https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
    ],
    knownMisses: ['Consumers that are no functions are not seen.'],
    target: 'vpc-endpoint',
    parameters: z.strictObject({}),
    facts: CONSUMER_FACTS,
    changes: CONSUMER_CHANGES,
    messages: {
      gone: '{endpointId} is {state}.',
      speaksIpv4: '{endpointId} is reached over IPv4.',
      ipv6Allowed:
        '{endpointId} is reached over IPv6 only, which its {count} known consumers may send.',
      ipv6Only:
        '{endpointId} is reached over IPv6 only ({field} is ipv6), which {functionName} does not send.',
      serviceDefined: 'The service decides which addresses the names of {endpointId} answer with.',
    },
  },
  appliesTo: appliesToLambdaEndpoint,
  evaluate(target, { snapshot, configuration, report }) {
    const { endpoint } = target;
    const endpointId = endpoint.VpcEndpointId;
    const state = goneState(endpoint);
    if (state !== undefined) return report.notApplicable('gone', { endpointId, state });
    // Answers from before there was a choice lack both fields: such endpoints are IPv4.
    const { IpAddressType: addresses = 'ipv4', DnsOptions } = endpoint;
    const records = DnsOptions?.DnsRecordIpType ?? addresses;
    report.saw(endpointId, 'IpAddressType', addresses);
    report.saw(endpointId, 'DnsOptions.DnsRecordIpType', records);
    for (const [field, value, known] of [
      ['IpAddressType', addresses, ADDRESS_TYPES],
      ['DnsRecordIpType', records, RECORD_TYPES],
    ] as const) {
      if (known.has(value)) continue;
      const detail = `what ${field} ${value} of ${endpointId} means is not known`;
      return report.undecided(unknown({ kind: 'opaque', detail }));
    }
    if (records === 'service-defined') report.note('serviceDefined', { endpointId });
    if (!isIpv6Only(endpoint)) return report.conclude('speaksIpv4', { endpointId });
    const field = addresses === 'ipv6' ? 'IpAddressType' : 'DnsRecordIpType';
    const consumers = endpointConsumers(snapshot, configuration, target);
    for (const consumer of consumers.known) {
      const { ipv6Allowed } = consumer.target.network;
      if (!ipv6Allowed.known) report.unknown(ipv6Allowed);
      if (!sendsIpv4Only(consumer)) continue;
      const { FunctionName: functionName, FunctionArn } = consumer.target.configuration;
      report.fail(
        'ipv6Only',
        { endpointId, field, functionName },
        {
          confidence: consumer.need.confidence,
          fault: { kind: 'vpc-endpoint', id: endpointId, disposition: 'ENDPOINT_NOT_USABLE' },
          evidence: [
            ...consumer.need.evidence,
            { resource: FunctionArn, field: 'Ipv6AllowedForDualStack', value: 'false' },
          ],
        },
      );
    }
    for (const { doubt, ...possible } of consumers.possible) {
      if (sendsIpv4Only(possible)) report.unknown(doubt);
    }
    if (consumers.unread !== undefined) report.unknown(consumers.unread);
    return report.conclude('ipv6Allowed', { endpointId, count: consumers.known.length });
  },
});

const ADDRESS_TYPES = new Set(['ipv4', 'dualstack', 'ipv6']);
const RECORD_TYPES = new Set([...ADDRESS_TYPES, 'service-defined']);

function sendsIpv4Only({ target }: Pick<EndpointConsumer, 'target'>): boolean {
  const { ipv6Allowed } = target.network;
  return ipv6Allowed.known && !ipv6Allowed.value;
}
