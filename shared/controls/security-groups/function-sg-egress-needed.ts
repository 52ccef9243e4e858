import * as z from 'zod/mini';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Need } from '../../needs/need.ts';
import { addressesText } from '../../network/public-destination.ts';
import { closedNameServers } from '../../network/name-servers.ts';
import type { SecurityGroupCoverage } from '../../network/security-group-coverage.ts';
import { byNeedsAndGroups } from '../alike.ts';
import { defineControl } from '../define-control.ts';
import { EGRESS_CHANGES, EGRESS_FACTS } from '../egress/egress-reads.ts';
import { flowSources } from '../function-flows.ts';
import { needsOf } from '../function-needs.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { flowsOf, groupsLetFlowOut, letsOutAnywhere } from '../need-filters.ts';
import type { NeedFlow } from '../need-filters.ts';
import { NEED_CHANGES, NEED_FACTS } from '../need-reads.ts';
import type { FailureDetails } from '../report.ts';
import { settingsOwner } from '../placement/vpc-settings.ts';
import { isAttached } from '../target.ts';
import { isNamed, namesFailureOf } from './name-queries.ts';

// Groups are stateful and their rules add up, so one egress rule for each flow is enough:
// https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html. S3 and DynamoDB keep
// their public addresses behind a gateway endpoint, so a rule for the VPC's block does not cover them:
// https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html.

export const functionSgEgressNeeded = defineControl({
  meta: {
    name: 'function-sg-egress-needed',
    id: 'SG-EGRESS-NEEDED',
    family: 'security-groups',
    title: "The function's groups let out every flow it is known to need",
    effect: 'cannot get out through the security groups',
    rationale:
      'A security group drops what no egress rule covers without an answer, so the call hangs until ' +
      'the function times out.',
    remediation: {
      text: 'Add an egress rule for the port: to the security group of the destination inside the VPC, to the prefix list of a gateway endpoint, to 0.0.0.0/0 for the internet.',
      url: 'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html',
    },
    severity: 'HIGH',
    references: [
      'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html',
      'https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html',
      'https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html',
    ],
    knownMisses: [
      'DHCP options that were not read are taken to name the VPC resolver, to which queries cannot be filtered.',
      'Only flows to what the function is known to need are asked.',
      'A group that another account shares is unknown where its rules cannot be read.',
    ],
    target: 'function',
    parameters: z.strictObject({}),
    facts: [
      ...FUNCTION_NETWORK_FACTS,
      ...EGRESS_FACTS,
      ...NEED_FACTS,
      'ec2:DescribeSecurityGroups',
    ],
    changes: [...FUNCTION_NETWORK_CHANGES, ...EGRESS_CHANGES, ...NEED_CHANGES, 'security-group'],
    messages: {
      unattached: 'The function is not attached to a VPC.',
      noNeed: 'The function is not known to need anything.',
      letOut: 'The groups let out everything that the function is known to need.',
      dangling: 'Security group {groupId} of the function does not exist any more.',
      closed: 'No egress rule of {groupIds} covers port {port} to {name} ({missing}).',
      namesClosed:
        'No egress rule of {groupIds} covers UDP port 53 to {servers}, the name servers of {vpcId}, so no name is resolved.',
    },
  },
  alike: byNeedsAndGroups,
  evaluate(target, { snapshot, configuration, report }) {
    if (!isAttached(target)) return report.notApplicable('unattached');
    const { needs, incomplete } = needsOf(snapshot, configuration, target);
    const { securityGroupIds } = target.network;
    const dangling = securityGroupIds.known ? danglingAmong(snapshot, securityGroupIds.value) : [];
    for (const groupId of dangling) {
      const field = 'VpcConfig.SecurityGroupIds';
      const value = `${groupId} InvalidGroup.NotFound`;
      const evidence = [{ resource: settingsOwner(target), field, value }];
      report.fail('dangling', { groupId }, { severity: 'HIGH', evidence });
    }
    const [mayNeedMore] = incomplete;
    const hasNeed = needs.length > 0 || mayNeedMore !== undefined;
    if (!hasNeed && dangling.length === 0) return report.notApplicable('noNeed');
    const sources = flowSources(target);
    if (!sources.known) return report.undecided(sources);
    const context = { snapshot, configuration, target, sources: sources.value };
    const told = new Set<string>();
    for (const need of needs) {
      flowsOf(context, need).forEach((flows, index) => {
        const source = sources.value[index];
        if (!flows.known && !(source && letsOutAnywhere(context, source, portOf(need)))) {
          report.unknown(flows);
        }
        for (const flow of flows.known ? flows.value : []) {
          const coverage = groupsLetFlowOut(context, flow);
          if (!coverage.known) report.unknown(coverage);
          else if (!coverage.value.covered) {
            const values = valuesOf(flow, coverage.value);
            const identity = JSON.stringify(values);
            if (!told.has(identity)) report.fail('closed', values, failureOf(flow, values));
            told.add(identity);
          }
        }
      });
    }
    const [anySource] = sources.value;
    const named = needs.filter(isNamed);
    if (anySource !== undefined && named.length > 0) {
      const closed = closedNameServers(snapshot, anySource);
      if (!closed.known) report.unknown(closed);
      else if (closed.value !== undefined) {
        report.fail('namesClosed', closed.value, namesFailureOf(named, closed.value));
      }
    }
    if (mayNeedMore !== undefined && !(anySource && letsOutAnywhere(context, anySource, 443))) {
      report.unknown(mayNeedMore);
    }
    return report.conclude('letOut');
  },
});

function danglingAmong(snapshot: Snapshot, groupIds: readonly string[]): readonly string[] {
  return groupIds.filter((id) => {
    const group = snapshot.get('SecurityGroups', id);
    return group.known && group.value === undefined;
  });
}

/** The port that is known even where the destination is not. */
function portOf(need: Need): number | undefined {
  return need.kind === 'file-system' ? 2049 : need.port;
}

type Uncovered = Extract<SecurityGroupCoverage, { readonly covered: false }>;

function valuesOf({ destination }: NeedFlow, { missing, groupIds }: Uncovered) {
  return {
    groupIds: groupIds.join(', '),
    port: destination.port,
    name: destination.name,
    missing: addressesText(missing),
  };
}

function failureOf({ need }: NeedFlow, values: ReturnType<typeof valuesOf>): FailureDetails {
  const { groupIds, port, name } = values;
  return {
    severity: need.confidence === 'CERTAIN' ? 'HIGH' : 'MEDIUM',
    confidence: need.confidence,
    evidence: [
      {
        resource: groupIds,
        field: 'IpPermissionsEgress',
        value: `nothing covers tcp ${port} to ${name}`,
      },
      ...need.evidence,
    ],
    fault: { kind: 'security-group', id: groupIds, disposition: 'DENIED_BY_SECURITY_GROUP' },
  };
}
