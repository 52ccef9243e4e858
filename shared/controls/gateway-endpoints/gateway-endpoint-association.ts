import * as z from 'zod/mini';
import { unknown } from '../../model/fact.ts';
import type { Unknown } from '../../model/fact.ts';
import { faultOf } from '../../network/disposition.ts';
import type { Fault, Path } from '../../network/disposition.ts';
import { nameOwner } from '../../network/name-owner.ts';
import type { ServiceInRegion } from '../../network/vpc-endpoints.ts';
import { byNeeds } from '../alike.ts';
import { brokenWays, wayFailure } from '../broken-ways.ts';
import type { BrokenPath } from '../broken-ways.ts';
import { defineControl } from '../define-control.ts';
import { EGRESS_CHANGES, EGRESS_FACTS } from '../egress/egress-reads.ts';
import { egressFrom, flowSources, pathDoubt, reachAs } from '../function-flows.ts';
import { needsOf } from '../function-needs.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import type { NeedContext } from '../need-destinations.ts';
import { NEED_ORIGIN_CHANGES, NEED_ORIGIN_FACTS } from '../need-reads.ts';
import { parameter } from '../parameter.ts';
import { SERVICE_CHANGES, SERVICE_FACTS } from '../services/service-reads.ts';
import { isAttached } from '../target.ts';
import { gatewayCoverage } from './gateway-coverage.ts';
import type { SubnetCoverage } from './gateway-coverage.ts';
import { gatewayServices } from './gateway-services.ts';

// A gateway endpoint works by route tables: subnets whose own table is not associated go elsewhere, and
// the main table's association covers only subnets without a table of their own:
// https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html.

export const gatewayEndpointAssociation = defineControl({
  meta: {
    name: 'gateway-endpoint-association',
    id: 'GW-ASSOC',
    family: 'gateway-endpoints',
    title: 'S3 and DynamoDB traffic of the function uses a gateway endpoint in each subnet',
    effect: 'cannot use the gateway endpoint everywhere',
    rationale:
      'A gateway endpoint covers the subnets whose route tables it is associated with. From any other ' +
      'subnet of the function the same call pays for a NAT gateway, or hangs where there is none.',
    remediation: {
      text: 'Associate the gateway endpoint with the route table of every subnet of the function (modify-vpc-endpoint --add-route-table-ids). Open connections to the service drop when that is done.',
      url: 'https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html',
    },
    severity: 'MEDIUM',
    references: [
      'https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html',
      'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html',
    ],
    knownMisses: [
      'Gateway endpoints are Regional: buckets and tables of other Regions are left to the control of services.',
      'Calls to dual-stack names may leave over IPv6, past an endpoint for IPv4.',
      "Whether the security groups let the service's prefix list out is another control's question.",
    ],
    target: 'function',
    parameters: z.strictObject({
      services: parameter(
        z.array(z.string().check(z.minLength(1))),
        ['s3', 'dynamodb'],
        'services with gateway endpoints that are looked at; s3express is another',
      ),
      always: parameter(
        z.array(z.string().check(z.minLength(1))),
        [],
        'services that every function is taken to need',
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
      notNeeded: 'The function needs no service by a gateway endpoint.',
      associated:
        'A gateway endpoint covers every subnet for each service that the function needs.',
      missing:
        '{endpointIds} for {service} is not associated with {tableId}, the route table of {subnetIds}.',
      noWay:
        '{service} has no gateway endpoint in {vpcId}, and {from} cannot reach it in another way: {reason}.',
    },
  },
  alike: byNeeds,
  evaluate(target, { snapshot, configuration, parameters, report }) {
    if (!isAttached(target)) return report.notApplicable('unattached');
    const all = needsOf(snapshot, configuration, target);
    const services = gatewayServices(snapshot, target, all, parameters.services, {
      services: parameters.always,
      field: 'parameters.always',
    });
    if (services.length === 0) return report.notApplicable('notNeeded');
    const sources = flowSources(target);
    if (!sources.known) return report.undecided(sources);
    const context = { snapshot, configuration, target, sources: sources.value };
    let concerns = false;
    for (const { service, region, origin, unread } of services) {
      const found = association(context, { service, region });
      if (found.kind === 'not concerned') continue;
      concerns = true;
      if (origin === undefined) {
        if (unread !== undefined) report.unknown(unread);
        continue;
      }
      const { confidence, evidence } = origin;
      if (confidence === 'INFERRED') report.inferred();
      for (const doubt of found.doubts) report.unknown(doubt);
      if (found.kind === 'no endpoint') {
        for (const way of brokenWays(found.broken)) {
          const failure = wayFailure(way, { severity: 'HIGH', confidence });
          const vpcId = target.vpcId ?? '';
          const { from, reason } = way;
          report.fail(
            'noWay',
            { service, vpcId, from, reason },
            {
              ...failure,
              evidence: [...evidence, ...(failure.evidence ?? [])],
              remediation: `Create a gateway endpoint for ${service} on the route tables of the function's subnets. Open connections to the service drop when that is done.`,
            },
          );
        }
        continue;
      }
      for (const [tableId, subnetIds] of found.missing) {
        const endpointIds = found.endpointIds.join(', ');
        const values = { endpointIds, service, tableId, subnetIds: subnetIds.join(', ') };
        report.fail('missing', values, {
          confidence,
          evidence: [
            ...evidence,
            { resource: endpointIds, field: 'RouteTableIds', value: `without ${tableId}` },
          ],
          fault: faultOfTable(context, tableId, subnetIds, service),
        });
      }
    }
    return concerns ? report.conclude('associated') : report.notApplicable('notNeeded');
  },
});

/**
 * The table lacks the service's route. Where it has no way out either, that is one thing: the calls go
 * the way of all that is public, and stop where it does.
 */
function faultOfTable(
  { snapshot, configuration, target, sources }: NeedContext,
  tableId: string,
  subnetIds: readonly string[],
  service: string,
): Fault {
  const source = sources.find(({ subnetId }) => subnetIds.includes(subnetId));
  const stopped = source && faultOf(egressFrom(snapshot, configuration, target, source));
  return stopped?.id === tableId
    ? stopped
    : { kind: 'route-table', id: tableId, disposition: 'NO_ROUTE', destination: service };
}

type Association =
  /** Nothing to say: the service is reached in another way, and what that costs is another question. */
  | { readonly kind: 'not concerned' }
  | {
      readonly kind: 'no endpoint';
      readonly broken: readonly BrokenPath<Path>[];
      readonly doubts: readonly Unknown[];
    }
  | {
      readonly kind: 'endpoint';
      readonly endpointIds: readonly string[];
      /** Route tables that are not associated, each with its subnets. */
      readonly missing: ReadonlyMap<string, readonly string[]>;
      readonly doubts: readonly Unknown[];
    };

function association(context: NeedContext, service: ServiceInRegion): Association {
  const coverage = gatewayCoverage(context.snapshot, context.sources, service);
  const { endpointIds, subnets } = coverage;
  if (endpointIds.known && endpointIds.value.length === 0) return otherWay(context, service);
  const doubts = subnets.flatMap((one) => (one.endpointId.known ? [] : [one.endpointId]));
  return {
    kind: 'endpoint',
    endpointIds: endpointIds.known ? endpointIds.value : [],
    missing: missingTables(subnets),
    doubts,
  };
}

function missingTables(subnets: readonly SubnetCoverage[]): ReadonlyMap<string, readonly string[]> {
  const missing = new Map<string, string[]>();
  for (const { source, tableId, endpointId } of subnets) {
    if (!tableId.known || !endpointId.known || endpointId.value !== undefined) continue;
    const members = missing.get(tableId.value);
    if (members === undefined) missing.set(tableId.value, [source.subnetId]);
    else members.push(source.subnetId);
  }
  return missing;
}

/** Without a gateway endpoint, an interface endpoint that owns the name or the internet has to do. */
function otherWay(
  { snapshot, configuration, target, sources }: NeedContext,
  service: ServiceInRegion,
): Association {
  const ways = sources.map((source) => {
    const path = egressFrom(snapshot, configuration, target, source);
    return { from: source.subnetId, path, reach: reachAs(configuration, path) };
  });
  if (ways.every(({ reach }) => reach === 'works')) return { kind: 'not concerned' };
  const vpcId = sources[0]?.vpcId ?? '';
  const references = target.configuration.Environment?.References ?? [];
  const owner = nameOwner(snapshot, { vpcId, service, references });
  if (!owner.known) return { kind: 'no endpoint', broken: [], doubts: [owner] };
  if (owner.value.kind === 'endpoint') return { kind: 'not concerned' };
  if (owner.value.kind === 'elsewhere') {
    const { detail } = owner.value;
    return { kind: 'no endpoint', broken: [], doubts: [unknown({ kind: 'opaque', detail })] };
  }
  const broken = ways.filter(({ reach }) => reach === 'broken');
  const doubts = ways
    .filter(({ reach }) => reach === 'unknown' || reach === 'indirect')
    .map(({ path }) => pathDoubt(path))
    .filter((doubt) => doubt !== undefined);
  return { kind: 'no endpoint', broken, doubts };
}
