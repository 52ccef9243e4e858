import * as z from 'zod/mini';
import { reasonText, unknown } from '../../model/fact.ts';
import { unreadProfiles } from '../../network/name-owner.ts';
import { unreadForwardRule } from '../../network/private-zone.ts';
import { defineControl } from '../define-control.ts';
import { farDependencies } from '../far-dependencies.ts';
import { nameFault, ownerOfName } from '../far-endpoint.ts';
import { serviceLabel } from '../services/called-services.ts';
import { flowSources } from '../function-flows.ts';
import { isAttached } from '../target.ts';
import { FAR_CHANGES, FAR_FACTS } from './peering-reads.ts';

// https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html: the private
// DNS of an endpoint is a hidden zone for its own VPC only. Remote DNS resolution of a peering
// connection concerns the names of instances, not those of endpoints:
// https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-dns.html.

export const peeredEndpointDns = defineControl({
  meta: {
    name: 'peered-endpoint-dns',
    id: 'PEER-DNS',
    family: 'peering',
    title: "The function's VPC resolves the service name to the endpoint in the other VPC",
    effect: 'cannot find the endpoint in the other VPC',
    rationale:
      'A peered endpoint is used only by those for whom its name resolves to it. From another VPC the ' +
      "service's name still answers with public addresses, and without a way out the calls hang.",
    remediation: {
      text: "Create a private hosted zone with the service's name and an alias to the endpoint, associate it with the function's VPC, and turn the endpoint's private DNS off; or associate a Route 53 Profile that carries the endpoint.",
      url: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/profile-associate-vpc-endpoints.html',
    },
    severity: 'HIGH',
    references: [
      'https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html',
      'https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-dns.html',
      'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zones-private.html',
      'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/profiles.html',
    ],
    knownMisses: [
      'Where a forward rule sends the name is not followed: it is taken to lead to the endpoint.',
      'Private hosted zones need both DNS attributes of the VPC, which are not looked at here.',
    ],
    target: 'function',
    parameters: z.strictObject({}),
    facts: FAR_FACTS,
    changes: FAR_CHANGES,
    messages: {
      unattached: 'The function is not attached to a VPC.',
      none: 'The function is not known to depend on an interface endpoint in another VPC.',
      resolves: 'The names of the services lead to the endpoints in other VPCs.',
      leads: '{service} leads to {endpointId} by {through}.',
      forwarded: 'The name of {service} leads elsewhere: {detail}.',
      public:
        'In {vpcId} the name of {service} answers with public addresses, not with {endpointId}.',
      otherEndpoint: 'In {vpcId} the name of {service} leads to {ownerId}, not to {endpointId}.',
      profilesUnread: 'Route 53 Profiles are left out: {reason}.',
      noRecord: 'In {vpcId} the name of {service} does not exist: {detail}.',
    },
  },
  evaluate(target, { snapshot, configuration, report }) {
    if (!isAttached(target)) return report.notApplicable('unattached');
    const sources = flowSources(target);
    if (!sources.known) return report.undecided(sources);
    const vpcId = sources.value[0]?.vpcId ?? '';
    const context = { snapshot, configuration, target, sources: sources.value };
    const { found, doubts } = farDependencies(context);
    for (const doubt of doubts) report.unknown(doubt);
    const [doubt] = doubts;
    if (!found.some(({ endpoint }) => endpoint !== undefined)) {
      return doubt === undefined ? report.notApplicable('none') : report.undecided(doubt);
    }
    if (found.every(({ need }) => need.confidence === 'INFERRED')) report.inferred();
    let leadsOut = false;
    for (const { need, endpoint } of found) {
      if (endpoint === undefined || need.kind !== 'service') continue;
      const endpointId = endpoint.VpcEndpointId;
      const { service, confidence } = need;
      const label = serviceLabel(need, snapshot.region);
      const evidence = [
        ...need.evidence,
        { resource: endpointId, field: 'VpcId', value: endpoint.VpcId ?? '' },
      ];
      const details = { confidence, evidence, fault: nameFault(vpcId, label) };
      const owner = ownerOfName(snapshot, target, vpcId, need);
      if (!owner.known) {
        report.unknown(owner);
        continue;
      }
      switch (owner.value.kind) {
        case 'public': {
          const rules = unreadForwardRule(snapshot, vpcId);
          if (rules !== undefined) report.unknown(rules);
          else report.fail('public', { vpcId, service, endpointId }, details);
          leadsOut = true;
          break;
        }
        case 'endpoint': {
          const { through } = owner.value;
          const ownerId = owner.value.endpoint.VpcEndpointId;
          if (ownerId === endpointId) report.note('leads', { service, endpointId, through });
          else report.fail('otherEndpoint', { vpcId, service, ownerId, endpointId }, details);
          break;
        }
        case 'elsewhere': {
          const { cause, detail } = owner.value;
          if (cause === 'forward rule') report.note('forwarded', { service, detail });
          else if (cause === 'no record')
            report.fail('noRecord', { vpcId, service, detail }, details);
          else report.unknown(unknown({ kind: 'opaque', detail }));
        }
      }
    }
    const profiles = leadsOut ? unreadProfiles(snapshot) : undefined;
    if (profiles !== undefined) {
      report.note('profilesUnread', { reason: reasonText(profiles.reason) });
    }
    return report.conclude('resolves');
  },
});
