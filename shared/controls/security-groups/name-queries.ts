import type { Need } from '../../needs/need.ts';
import { hostCidr } from '../../network/internet-egress.ts';
import type { ClosedNameServers } from '../../network/name-servers.ts';
import type { FailureDetails } from '../report.ts';

/** Whether what is needed is called by a name, which has to be resolved first. */
export function isNamed(need: Need): boolean {
  switch (need.kind) {
    case 'service':
      return true;
    case 'internet':
      return need.hosts.length === 0 || need.hosts.some((host) => hostCidr(host) === undefined);
    case 'host':
      return need.form !== 'address' || need.calledAs !== undefined;
    case 'file-system':
      return false;
  }
}

/** The failure of the needs that are called by a name, where no query gets out. */
export function namesFailureOf(
  named: readonly Need[],
  { groupIds, dhcpOptionsId, servers }: ClosedNameServers,
): FailureDetails {
  const isCertain = named.some(({ confidence }) => confidence === 'CERTAIN');
  return {
    severity: isCertain ? 'HIGH' : 'MEDIUM',
    confidence: isCertain ? 'CERTAIN' : 'INFERRED',
    evidence: [
      {
        resource: groupIds,
        field: 'IpPermissionsEgress',
        value: `nothing covers udp 53 to ${servers}`,
      },
      {
        resource: dhcpOptionsId,
        field: 'DhcpConfigurations',
        value: `domain-name-servers ${servers}`,
      },
    ],
    fault: { kind: 'security-group', id: groupIds, disposition: 'DENIED_BY_SECURITY_GROUP' },
    remediation: `Add an egress rule for UDP and TCP port 53 to ${servers}.`,
  };
}
