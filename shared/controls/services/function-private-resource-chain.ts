import * as z from 'zod/mini';
import { known, unknown } from '../../model/fact.ts';
import { incompleteFor } from '../../needs/need.ts';
import type { HostNeed } from '../../needs/need.ts';
import { byNeedsAndGroups } from '../alike.ts';
import type { Path } from '../../network/disposition.ts';
import { brokenWays, wayFailure } from '../broken-ways.ts';
import type { BrokenWay } from '../broken-ways.ts';
import { defineControl } from '../define-control.ts';
import { EGRESS_CHANGES, EGRESS_FACTS } from '../egress/egress-reads.ts';
import { flowSources } from '../function-flows.ts';
import { needsOf } from '../function-needs.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import type { FailureDetails, Report } from '../report.ts';
import { isAttached } from '../target.ts';
import type { Evidence } from '../verdict.ts';
import type { BrokenLink } from './chain-links.ts';
import { namedHosts, referencedHosts } from './named-hosts.ts';
import { chainFromOutside, chainTo } from './resource-chain.ts';

// "Lambda functions can reach private resources of the VPC they are attached to", as far as both sides'
// groups, the routes and the network ACLs let them:
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html and, across VPCs,
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-cross-account.html.

const MESSAGES = {
  noHost: 'The function is not known to use a database, a cache or a private address.',
  unattached:
    'The function is not attached to a VPC, and {host} has no public address: it cannot be reached.',
  closedOutside:
    'The function is not attached to a VPC and calls from public addresses, and no ingress rule of {groupIds}, the groups of {host}, lets TCP {port} in from these.',
  reachable: 'The function reaches every database, cache and private address that it names.',
  egress:
    'No egress rule of {groupIds}, the groups of the function, lets TCP {port} out to {host} ({addresses}).',
  ingress:
    'No ingress rule of {groupIds}, the groups of {host}, lets TCP {port} in from {addresses}.',
  acl: '{networkAclId} denies {what} between the function and {host} that go {direction} {subnetId}, ports {ports}.',
  path: '{from} cannot reach {host}: {reason}.',
  notServing: '{host} is {status}.',
  opaque: 'What is behind {host} cannot be told from its name, so it is not judged.',
} as const;

export const functionPrivateResourceChain = defineControl({
  meta: {
    name: 'function-private-resource-chain',
    id: 'RES-CHAIN',
    family: 'services',
    title: 'The function can reach the databases, caches and addresses that it names',
    effect: 'cannot reach private resources',
    rationale:
      "A connection needs the function's groups to let it out, the resource's groups to let it in from " +
      'every subnet of the function, routes and network ACLs both ways, and a resource that runs. One ' +
      'missing rule shows up as a timeout, and one for a single zone as a timeout now and then.',
    remediation: {
      text: "Let the port in to the resource's security group from the function's security group, and out of the function's.",
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
      byFault: true,
    },
    severity: 'HIGH',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-cross-account.html',
      'https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-dns.html',
      'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html',
    ],
    knownMisses: [
      'A host that the code takes from a parameter, a secret or its own text is not seen.',
      'Names of brokers and load balancers are not followed to their addresses, nor are those of private zones whose records were not read.',
      'Of a database that is reached at its public address, only the way to the internet is judged, and whether its groups admit public addresses at all.',
    ],
    target: 'function',
    parameters: z.strictObject({}),
    facts: [
      ...FUNCTION_NETWORK_FACTS,
      ...EGRESS_FACTS,
      'lambda:ListTags',
      'lambda:GetFunctionConfiguration',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeNetworkAcls',
      'rds:DescribeDBInstances',
      'rds:DescribeDBClusters',
      'rds:DescribeDBProxies',
      'elasticache:DescribeReplicationGroups',
      'elasticache:DescribeCacheClusters',
      'elasticache:DescribeServerlessCaches',
      'elasticache:DescribeCacheSubnetGroups',
      'redshift:DescribeClusters',
      'redshift:DescribeClusterSubnetGroups',
      'route53:ListHostedZonesByVPC',
      'route53:ListResourceRecordSets',
    ],
    changes: [
      ...FUNCTION_NETWORK_CHANGES,
      ...EGRESS_CHANGES,
      'security-group',
      'network-acl',
      'database',
      'hosted-zone',
      'resolver-rule',
    ],
    messages: MESSAGES,
  },
  alike: (target, context) =>
    referencedHosts(target).length === 0 ? byNeedsAndGroups(target, context) : undefined,
  evaluate(target, { snapshot, configuration, report }) {
    const all = needsOf(snapshot, configuration, target);
    const { hosts, opaque } = namedHosts(all);
    const doubts = [...incompleteFor(all, 'host'), ...referencedHosts(target)];
    for (const { host, source } of opaque) {
      const detail = `what is behind ${host} cannot be told from its name`;
      if (source === 'configured') doubts.push(unknown({ kind: 'opaque', detail }));
      else report.note('opaque', { host });
    }
    for (const doubt of doubts) report.unknown(doubt);
    if (hosts.length === 0 && doubts.length === 0) return report.notApplicable('noHost');
    if (hosts.some(({ confidence }) => confidence === 'INFERRED')) report.inferred();
    const sources = isAttached(target) ? flowSources(target) : known([]);
    if (!sources.known) return report.undecided(sources);
    for (const need of hosts) {
      const { broken, doubts: open } = isAttached(target)
        ? chainTo({ snapshot, configuration, target, sources: sources.value }, need)
        : chainFromOutside(snapshot, need);
      for (const doubt of open) report.unknown(doubt);
      const paths = broken.filter((link) => link.what === 'path');
      for (const link of broken) if (link.what !== 'path') tell(report, need, link);
      for (const way of brokenWays(paths)) tellWay(report, need, way);
    }
    return report.conclude('reachable');
  },
});

function tellWay(report: Report<typeof MESSAGES>, need: HostNeed, way: BrokenWay<Path>): void {
  const { confidence } = need;
  const host = hostLabel(need);
  const { from, reason } = way;
  const evidence = [...need.evidence, ...way.evidence];
  report.fail('path', { from, host, reason }, { ...wayFailure(way, { confidence }), evidence });
}

type OtherLink = Exclude<BrokenLink, { readonly what: 'path' }>;

function tell(report: Report<typeof MESSAGES>, need: HostNeed, link: OtherLink): void {
  const { confidence } = need;
  const host = hostLabel(need);
  const details = { confidence, evidence: need.evidence };
  switch (link.what) {
    case 'unattached':
      return report.fail('unattached', { host }, { ...details, remediation: attachTo(host) });
    case 'closed-outside': {
      const groupIds = link.groupIds.toSorted().join(', ');
      return report.fail(
        'closedOutside',
        { groupIds, host, port: link.port },
        { ...details, remediation: attachTo(host) },
      );
    }
    case 'not-serving':
      return report.fail(
        'notServing',
        { host, status: link.status },
        {
          ...withEvidence(need, { resource: link.id, field: link.field, value: link.status }),
          fault: { kind: 'destination', id: link.id, disposition: 'DESTINATION_NOT_SERVING' },
        },
      );
    case 'egress':
    case 'ingress': {
      const { port, missing: addresses } = link;
      const groupIds = link.groupIds.toSorted().join(', ');
      const field = link.what === 'egress' ? 'IpPermissionsEgress' : 'IpPermissions';
      const value = `no rule for TCP ${port} and ${addresses}`;
      return report.fail(
        link.what,
        { groupIds, port, host, addresses },
        {
          ...withEvidence(need, { resource: groupIds, field, value }),
          fault: { kind: 'security-group', id: groupIds, disposition: 'DENIED_BY_SECURITY_GROUP' },
          remediation:
            link.what === 'egress'
              ? `Let TCP ${port} out of ${groupIds} to the security group of ${host}, or to its subnets.`
              : `Let TCP ${port} in to ${groupIds} from the function's security group, or from all of its subnets.`,
        },
      );
    }
    case 'acl': {
      const { networkAclId, subnetId, traffic, denied } = link.gap;
      const direction = link.gap.direction === 'egress' ? 'out of' : 'in to';
      const ports = denied.format();
      const value = `${link.gap.direction} denies ports ${ports}`;
      return report.fail(
        'acl',
        {
          networkAclId,
          what: traffic === 'answer' ? 'answers' : 'requests',
          direction,
          subnetId,
          host,
          ports,
        },
        {
          ...withEvidence(need, { resource: networkAclId, field: 'Entries', value }),
          fault: { kind: 'network-acl', id: networkAclId, disposition: 'DENIED_BY_NETWORK_ACL' },
        },
      );
    }
  }
}

/** A function outside every VPC has neither a private address nor a public one to admit. */
function attachTo(host: string): string {
  return `Attach the function to the VPC of ${host}, or to one that is peered with it, and let its security group in there.`;
}

/** The host as the function names it, and what its name leads to. */
function hostLabel({ host, calledAs }: HostNeed): string {
  return calledAs === undefined ? host : `${calledAs} (${host})`;
}

function withEvidence({ confidence, evidence }: HostNeed, seen: Evidence): FailureDetails {
  return { confidence, evidence: [...evidence, seen] };
}
