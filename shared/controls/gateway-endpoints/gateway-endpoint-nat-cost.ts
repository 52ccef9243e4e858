import * as z from 'zod/mini';
import { unknown } from '../../model/fact.ts';
import type { Unknown } from '../../model/fact.ts';
import { nameOwner } from '../../network/name-owner.ts';
import type { ServiceInRegion } from '../../network/vpc-endpoints.ts';
import { byNeeds } from '../alike.ts';
import { defineControl } from '../define-control.ts';
import { EGRESS_CHANGES, EGRESS_FACTS } from '../egress/egress-reads.ts';
import { flowSources, internetRouteFrom } from '../function-flows.ts';
import { needsOf } from '../function-needs.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import type { NeedContext } from '../need-destinations.ts';
import { NEED_ORIGIN_CHANGES, NEED_ORIGIN_FACTS } from '../need-reads.ts';
import { parameter } from '../parameter.ts';
import { SERVICE_CHANGES, SERVICE_FACTS } from '../services/service-reads.ts';
import { isAttached } from '../target.ts';
import type { Evidence } from '../verdict.ts';
import { gatewayCoverage } from './gateway-coverage.ts';
import { gatewayServices } from './gateway-services.ts';

// "There is no additional charge for using gateway endpoints", while NAT gateways and interface endpoints
// bill each GB: https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html and
// https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html.

const SERVICES = ['s3', 'dynamodb'];

export const gatewayEndpointNatCost = defineControl({
  meta: {
    name: 'gateway-endpoint-nat-cost',
    id: 'GW-NAT-COST',
    family: 'gateway-endpoints',
    title: 'S3 and DynamoDB traffic does not pay for a NAT gateway',
    effect: 'may pay for NAT without need',
    rationale:
      'A NAT gateway bills each GB that passes it, and so does an interface endpoint. A gateway endpoint ' +
      'carries the same traffic to S3 and DynamoDB without an endpoint charge.',
    remediation: {
      text: "Create a gateway endpoint for the service on the route tables of the function's subnets. Open connections to the service drop when that is done.",
      url: 'https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html',
    },
    severity: 'LOW',
    references: [
      'https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html',
      'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html',
    ],
    knownMisses: [
      'How much traffic there is cannot be seen, so nothing is said of what would be saved.',
      'Routes of the internet stand for the routes of the service.',
    ],
    target: 'function',
    parameters: z.strictObject({
      assumeS3: parameter(
        z.boolean(),
        false,
        'whether every function is taken to use S3, needed or not',
      ),
    }),
    facts: [...FUNCTION_NETWORK_FACTS, ...EGRESS_FACTS, ...NEED_ORIGIN_FACTS, ...SERVICE_FACTS],
    changes: [
      ...FUNCTION_NETWORK_CHANGES,
      ...EGRESS_CHANGES,
      ...NEED_ORIGIN_CHANGES,
      ...SERVICE_CHANGES,
    ],
    messages: {
      unattached: 'The function is not attached to a VPC.',
      notConcerned:
        'The function needs neither S3 nor DynamoDB through a NAT gateway or a gateway endpoint.',
      free: 'No traffic to S3 and DynamoDB passes a NAT gateway.',
      pays: 'Traffic to {service} from {subnetId} passes {natId}: no gateway endpoint covers its route table.',
      interfaceEndpoint:
        '{endpointId}, an interface endpoint, takes the name of {service} although {gatewayId} carries its traffic without a charge.',
    },
  },
  alike: byNeeds,
  evaluate(target, { snapshot, configuration, parameters, report }) {
    if (!isAttached(target)) return report.notApplicable('unattached');
    const all = needsOf(snapshot, configuration, target);
    const services = gatewayServices(snapshot, target, all, SERVICES, {
      services: parameters.assumeS3 ? ['s3'] : [],
      field: 'parameters.assumeS3',
    });
    if (services.length === 0) return report.notApplicable('notConcerned');
    const sources = flowSources(target);
    if (!sources.known) return report.undecided(sources);
    const context = { snapshot, configuration, target, sources: sources.value };
    let concerns = false;
    for (const { service, region, origin, unread } of services) {
      const found = costOf(context, { service, region });
      if (found === undefined) continue;
      concerns = true;
      if (origin === undefined) {
        if (unread !== undefined) report.unknown(unread);
        continue;
      }
      const { confidence } = origin;
      if (confidence === 'INFERRED') report.inferred();
      for (const doubt of found.doubts) report.unknown(doubt);
      for (const { subnetId, natId, evidence } of found.paying) {
        report.fail(
          'pays',
          { service, subnetId, natId },
          { confidence, evidence: [...origin.evidence, ...evidence] },
        );
      }
      if (found.instead !== undefined) {
        const { endpointId, gatewayId } = found.instead;
        report.fail(
          'interfaceEndpoint',
          { endpointId, service, gatewayId },
          {
            confidence,
            evidence: [
              ...origin.evidence,
              { resource: endpointId, field: 'PrivateDnsEnabled', value: 'true' },
            ],
            remediation: `Limit the private DNS of ${endpointId} to inbound resolver endpoints (PrivateDnsOnlyForInboundResolverEndpoint), or delete it.`,
          },
        );
      }
    }
    return concerns ? report.conclude('free') : report.notApplicable('notConcerned');
  },
});

interface Cost {
  readonly paying: readonly {
    readonly subnetId: string;
    readonly natId: string;
    readonly evidence: readonly Evidence[];
  }[];
  /** The interface endpoint that is used instead of the free one. */
  readonly instead?: { readonly endpointId: string; readonly gatewayId: string };
  readonly doubts: readonly Unknown[];
}

/** Undefined where neither a NAT gateway nor a gateway endpoint is on the service's route. */
function costOf(context: NeedContext, service: ServiceInRegion): Cost | undefined {
  const { snapshot, configuration, target, sources } = context;
  const { endpointIds, subnets } = gatewayCoverage(snapshot, sources, service);
  const vpcId = sources[0]?.vpcId ?? '';
  const references = target.configuration.Environment?.References ?? [];
  const owner = nameOwner(snapshot, { vpcId, service, references });
  if (owner.known && owner.value.kind === 'endpoint') {
    const [gatewayId] = endpointIds.known ? endpointIds.value : [];
    const isInstead = service.service === 's3' && owner.value.through === 'private DNS';
    if (gatewayId === undefined || !isInstead) return undefined;
    const endpointId = owner.value.endpoint.VpcEndpointId;
    return { paying: [], instead: { endpointId, gatewayId }, doubts: [] };
  }
  const ways = subnets.map(({ source, tableId, endpointId }) => {
    const path = internetRouteFrom(snapshot, configuration, source);
    const natId = path.hops.find((hop) => hop.kind === 'nat-gateway')?.id;
    return { subnetId: source.subnetId, tableId, endpointId, natId };
  });
  const isCovered = ways.some(({ endpointId }) => endpointId.known && endpointId.value);
  const doubts = ways.flatMap(({ tableId }) => (tableId.known ? [] : [tableId]));
  const hasNat = ways.some(({ natId }) => natId !== undefined);
  if (!isCovered && !hasNat && doubts.length === 0) return undefined;
  if (!owner.known) return { paying: [], doubts: [owner] };
  if (owner.value.kind === 'elsewhere') {
    const { detail } = owner.value;
    return { paying: [], doubts: [unknown({ kind: 'opaque', detail })] };
  }
  const paying: Cost['paying'][number][] = [];
  for (const { subnetId, tableId, endpointId, natId } of ways) {
    if (natId === undefined) continue;
    if (!endpointId.known) doubts.push(endpointId);
    else if (endpointId.value === undefined) {
      const resource = tableId.known ? tableId.value : subnetId;
      const evidence = [{ resource, field: 'NatGatewayId', value: natId }];
      paying.push({ subnetId, natId, evidence });
    }
  }
  return { paying, doubts };
}
