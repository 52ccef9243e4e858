import * as z from 'zod/mini';
import type { VpcEndpoint } from '../../model/ec2.ts';
import { reasonText } from '../../model/fact.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { reachOf } from '../../network/disposition.ts';
import {
  hasOtherServers,
  privateDnsOwner,
  unreadProfiles,
  zoneOwner,
} from '../../network/name-owner.ts';
import { dnsAttributes } from '../../network/vpc-dns.ts';
import { interfaceEndpoints } from '../../network/vpc-endpoints.ts';
import { defineControl } from '../define-control.ts';
import type { ControlConfiguration } from '../define-control.ts';
import { endpointConsumers } from '../endpoint-consumers.ts';
import type { EndpointConsumer } from '../endpoint-consumers.ts';
import { nameFault, ownerOfName } from '../far-endpoint.ts';
import { egressFrom } from '../function-flows.ts';
import type { CalledService } from '../function-flows.ts';
import { serviceLabel } from '../services/called-services.ts';
import type { AttachedFunctionTarget } from '../target.ts';
import { CONSUMER_CHANGES, CONSUMER_FACTS } from './endpoint-reads.ts';
import { appliesToLambdaEndpoint, goneState, lambdaServiceOf } from './lambda-endpoints.ts';

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-endpoints.html recommends private DNS,
// so that SDK calls reach the endpoint. It works only with both DNS attributes of the VPC on:
// https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html.

export const lambdaEndpointPrivateDns = defineControl({
  meta: {
    name: 'lambda-endpoint-private-dns',
    id: 'EP-PRIVATE-DNS',
    family: 'lambda-endpoint',
    title: 'The default name of the Lambda API resolves to the endpoint',
    effect: 'cannot be found by the default name',
    rationale:
      'SDKs call the Lambda API by its public name. Unless that name leads to the endpoint, calls go to ' +
      'public addresses: past the endpoint that is paid for, or nowhere.',
    remediation: {
      text: 'Turn private DNS on with modify-vpc-endpoint --private-dns-enabled. It changes the name for the whole VPC at once, so let all clients pass the group and the policy of the endpoint first.',
      url: 'https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html',
    },
    severity: 'HIGH',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-endpoints.html',
      'https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html',
      'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html',
    ],
    knownMisses: [
      'Custom name servers of the DHCP options may not ask the VPC resolver; that is noted, not judged.',
      'A name that the code itself gives to the SDK is not seen.',
    ],
    target: 'vpc-endpoint',
    parameters: z.strictObject({}),
    facts: CONSUMER_FACTS,
    changes: CONSUMER_CHANGES,
    messages: {
      gone: '{endpointId} is {state}.',
      privateDns: 'Private DNS of {endpointId} answers the name.',
      leads: 'The name leads to {endpointId} by {through}.',
      byConsumers: 'All {count} known consumers call {endpointId} by names that lead to it.',
      attributeOff:
        '{endpointId} has private DNS, but {attribute} of {vpcId} is false, so the name does not resolve privately.',
      public: 'The name answers with public addresses: private DNS of {endpointId} is off.',
      inboundOnly: 'Private DNS of {endpointId} answers inbound Resolver endpoints only.',
      elsewhere: 'The name does not lead to {endpointId}: {detail}.',
      otherOwner: 'The name leads to {ownerId}, not to {endpointId}.',
      profilesUnread: 'Route 53 Profiles are left out: {reason}.',
      otherServers:
        '{vpcId} uses name servers of its own, which have to forward to the VPC resolver.',
    },
  },
  appliesTo: appliesToLambdaEndpoint,
  evaluate(target, { snapshot, configuration, report }) {
    const { endpoint, vpcId = '' } = target;
    const endpointId = endpoint.VpcEndpointId;
    const state = goneState(endpoint);
    if (state !== undefined) return report.notApplicable('gone', { endpointId, state });
    const inboundOnly = endpoint.DnsOptions?.PrivateDnsOnlyForInboundResolverEndpoint === true;
    report.saw(endpointId, 'PrivateDnsEnabled', String(endpoint.PrivateDnsEnabled ?? false));
    if (inboundOnly) {
      report.saw(endpointId, 'DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint', 'true');
    }
    const servers = hasOtherServers(snapshot, vpcId);
    if (servers.known && servers.value) report.note('otherServers', { vpcId });
    const all = endpointConsumers(snapshot, configuration, target);
    const consumers = all.known;
    if (consumers.length > 0 && consumers.every(({ need }) => need.confidence === 'INFERRED')) {
      report.inferred();
    }
    const severity = hasNoOtherWay(snapshot, configuration, consumers) ? 'HIGH' : 'LOW';
    if (endpoint.PrivateDnsEnabled === true && !inboundOnly) {
      const { support, hostnames } = dnsAttributes(snapshot, vpcId);
      const fault = { kind: 'dns', id: vpcId, disposition: 'NAME_NOT_RESOLVED' } as const;
      for (const [attribute, fact] of [
        ['enableDnsSupport', support],
        ['enableDnsHostnames', hostnames],
      ] as const) {
        if (!fact.known) report.unknown(fact);
        if (!fact.known || fact.value) continue;
        const evidence = [{ resource: vpcId, field: attribute, value: 'false' }];
        report.fail(
          'attributeOff',
          { endpointId, attribute, vpcId },
          { severity, fault, evidence },
        );
      }
      return report.conclude('privateDns', { endpointId });
    }
    const count = consumers.length;
    const service = lambdaServiceOf(snapshot, endpoint);
    if (
      count > 0 &&
      consumers.every(({ target: caller, need }) => callsEndpoint(snapshot, caller, need, endpoint))
    ) {
      for (const { target: caller, doubt } of all.possible) {
        if (!callsEndpoint(snapshot, caller, service, endpoint)) report.unknown(doubt);
      }
      return report.conclude('byConsumers', { endpointId, count });
    }
    const other = otherOwner(snapshot, vpcId, endpoint);
    if (other !== undefined) {
      report.fail('otherOwner', { ownerId: other, endpointId }, { severity: 'LOW' });
      return report.conclude('privateDns', { endpointId });
    }
    const owner = zoneOwner(snapshot, vpcId, service);
    if (!owner.known) return report.undecided(owner);
    const fault = nameFault(vpcId, serviceLabel(service, snapshot.region));
    switch (owner.value.kind) {
      case 'endpoint': {
        const { endpoint: found, through } = owner.value;
        if (found.VpcEndpointId === endpointId) {
          return report.conclude('leads', { endpointId, through });
        }
        const ownerId = found.VpcEndpointId;
        report.fail('otherOwner', { ownerId, endpointId }, { severity: 'LOW' });
        break;
      }
      case 'elsewhere':
        report.fail('elsewhere', { endpointId, detail: owner.value.detail }, { severity, fault });
        break;
      case 'public': {
        report.fail(inboundOnly ? 'inboundOnly' : 'public', { endpointId }, { severity, fault });
        const profiles = unreadProfiles(snapshot);
        if (profiles !== undefined) {
          report.note('profilesUnread', { reason: reasonText(profiles.reason) });
        }
      }
    }
    return report.conclude('privateDns', { endpointId });
  },
});

/** Whether a consumer has no other way than the endpoint, so that its calls hang. */
function hasNoOtherWay(
  snapshot: Snapshot,
  configuration: ControlConfiguration,
  consumers: readonly EndpointConsumer[],
): boolean {
  return consumers.some(
    ({ target, sources }) =>
      sources.known &&
      sources.value.some(
        (source) =>
          reachOf(egressFrom(snapshot, configuration, target, source).disposition) === 'broken',
      ),
  );
}

/** Whether the name by which a function calls the service leads to the endpoint. */
function callsEndpoint(
  snapshot: Snapshot,
  target: AttachedFunctionTarget,
  called: CalledService,
  endpoint: VpcEndpoint,
): boolean {
  const owner = ownerOfName(snapshot, target, target.vpcId ?? '', called);
  return (
    owner.known &&
    owner.value.kind === 'endpoint' &&
    owner.value.endpoint.VpcEndpointId === endpoint.VpcEndpointId
  );
}

/** Another endpoint of the VPC that owns the name by its private DNS: only one can. */
function otherOwner(snapshot: Snapshot, vpcId: string, endpoint: VpcEndpoint): string | undefined {
  const all = interfaceEndpoints(snapshot, vpcId, lambdaServiceOf(snapshot, endpoint));
  const owner = all.known ? privateDnsOwner(snapshot, vpcId, all.value) : all;
  return owner.known && owner.value?.kind === 'endpoint'
    ? owner.value.endpoint.VpcEndpointId
    : undefined;
}
