import * as z from 'zod/mini';
import type { VpcEndpoint } from '../../model/ec2.ts';
import type { Unknown } from '../../model/fact.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { counted } from '../counted.ts';
import { defineControl } from '../define-control.ts';
import { endpointConsumers } from '../endpoint-consumers.ts';
import type { EndpointConsumers } from '../endpoint-consumers.ts';
import { parameter } from '../parameter.ts';
import { zoneIdOf } from '../placement/zones.ts';
import { CONSUMER_CHANGES, CONSUMER_FACTS } from './endpoint-reads.ts';
import { appliesToLambdaEndpoint, goneState } from './lambda-endpoints.ts';

// https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html: one network
// interface in each zone that is chosen, and at least two zones for availability. Lambda's own example
// of a command names one subnet.

export const lambdaEndpointMultiAz = defineControl({
  meta: {
    name: 'lambda-endpoint-multi-az',
    id: 'EP-MULTI-AZ',
    family: 'lambda-endpoint',
    title: 'Endpoint for Lambda has interfaces in at least two zones',
    effect: 'would not survive the loss of a zone',
    rationale:
      'An endpoint in one zone is lost with it, for the functions of every zone: those of the others ' +
      'cross zones to reach it, and pay for that.',
    remediation: {
      text: 'Add a subnet in another zone with modify-vpc-endpoint --add-subnet-ids.',
      url: 'https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html',
    },
    severity: 'MEDIUM',
    references: [
      'https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html',
      'https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html',
    ],
    knownMisses: [
      'Whether the endpoint is healthy in each zone is not known.',
      'Consumers that are no functions are not seen.',
    ],
    target: 'vpc-endpoint',
    parameters: z.strictObject({
      minAzs: parameter(
        z.int().check(z.minimum(1), z.maximum(6)),
        2,
        'zones that the endpoint must cover',
      ),
    }),
    facts: [...CONSUMER_FACTS, 'ec2:DescribeAvailabilityZones'],
    changes: CONSUMER_CHANGES,
    messages: {
      gone: '{endpointId} is {state}.',
      covered: '{endpointId} stands in {count}: {zones}.',
      tooFew: '{endpointId} stands in {count} ({zones}), fewer than {minAzs}.',
      consumerZone: 'Functions that use {endpointId} run in {zone}, where it has no interface.',
    },
  },
  appliesTo: appliesToLambdaEndpoint,
  evaluate(target, { snapshot, configuration, parameters, report }) {
    const { endpoint } = target;
    const endpointId = endpoint.VpcEndpointId;
    const state = goneState(endpoint);
    if (state !== undefined) return report.notApplicable('gone', { endpointId, state });
    const { minAzs } = parameters;
    const own = zonesOf(snapshot, endpoint.SubnetIds);
    for (const [subnetId, zone] of own.zones) report.saw(subnetId, 'AvailabilityZoneId', zone);
    for (const fact of own.unread) report.unknown(fact);
    const zones = new Set(own.zones.values());
    for (const zone of consumerZones(
      snapshot,
      endpointConsumers(snapshot, configuration, target),
    )) {
      if (!zones.has(zone) && own.unread.length === 0) {
        report.note('consumerZone', { endpointId, zone });
      }
    }
    const found = {
      count: counted(zones.size, 'zone'),
      zones: [...zones].toSorted().join(', ') || 'none',
    };
    if (zones.size + own.unread.length < minAzs) {
      const remediation = whereToAdd(snapshot, endpoint, zones);
      report.saw(endpointId, 'SubnetIds', endpoint.SubnetIds.join(', ') || 'none');
      report.fail('tooFew', { endpointId, ...found, minAzs }, remediation ? { remediation } : {});
    }
    return report.conclude('covered', { endpointId, ...found });
  },
});

interface Zones {
  /** Zone id of each subnet. */
  readonly zones: ReadonlyMap<string, string>;
  readonly unread: readonly Unknown[];
}

function zonesOf(snapshot: Snapshot, subnetIds: readonly string[]): Zones {
  const zones = new Map<string, string>();
  const unread: Unknown[] = [];
  for (const subnetId of subnetIds) {
    const subnet = snapshot.get('Subnets', subnetId);
    if (!subnet.known) unread.push(subnet);
    if (!subnet.known || subnet.value === undefined) continue;
    const zone = zoneIdOf(snapshot, subnet.value);
    if (zone.known) zones.set(subnetId, zone.value);
    else unread.push(zone);
  }
  return { zones, unread };
}

function consumerZones(snapshot: Snapshot, consumers: EndpointConsumers): readonly string[] {
  const subnetIds = consumers.known.flatMap(({ sources }) =>
    sources.known ? sources.value.map((source) => source.subnetId) : [],
  );
  const { zones } = zonesOf(snapshot, [...new Set(subnetIds)]);
  return [...new Set(zones.values())].toSorted();
}

/**
 * Zones in which a service of another Region cannot be used
 * (https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html).
 */
const NOT_ACROSS_REGIONS = new Set(['use1-az3', 'usw1-az2', 'apne1-az3', 'apne2-az2', 'apne2-az4']);

/** Where another interface can be had: the service is not offered in every zone. */
function whereToAdd(
  snapshot: Snapshot,
  endpoint: VpcEndpoint,
  zones: ReadonlySet<string>,
): string | undefined {
  const service = snapshot
    .seen('ServiceDetails')
    .find(({ ServiceName }) => ServiceName === endpoint.ServiceName);
  const isFar = (endpoint.ServiceRegion ?? snapshot.region) !== snapshot.region;
  const offered = (service?.AvailabilityZoneIds ?? [])
    .filter((zone) => !zones.has(zone))
    .filter((zone) => !isFar || !NOT_ACROSS_REGIONS.has(zone));
  if (offered.length === 0) return undefined;
  const subnets = snapshot.inVpc('Subnets', endpoint.VpcId ?? '');
  if (!subnets.known) return undefined;
  const usable = subnets.value.filter(({ AvailabilityZoneId }) =>
    offered.includes(AvailabilityZoneId ?? ''),
  );
  return usable.length > 0
    ? `Add a subnet in another zone with modify-vpc-endpoint --add-subnet-ids: ${usable.map(({ SubnetId }) => SubnetId).join(' or ')}.`
    : `The endpoint needs a subnet in zone ${offered.toSorted().join(' or ')}: the VPC has none there.`;
}
