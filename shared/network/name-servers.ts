import { known, mapFact, unknown } from '../model/fact.ts';
import type { Fact, Unknown } from '../model/fact.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { AddressSet } from './address-set.ts';
import type { FlowSource } from './flow.ts';
import { hostCidr } from './internet-egress.ts';
import { resourceAt } from './private-resources.ts';
import { securityGroupCoverage } from './security-group-coverage.ts';
import { nameServers } from './vpc-dns.ts';

/** Name servers that the VPC's DHCP options name and that no egress rule lets queries out to. */
export interface ClosedNameServers {
  readonly vpcId: string;
  readonly dhcpOptionsId: string;
  /** Their addresses, in one text. */
  readonly servers: string;
  /** The groups that were asked, in one text. */
  readonly groupIds: string;
}

const DNS_PORT = 53;

/**
 * Whether the source's groups keep every query for a name in: undefined where they let one out. Queries to
 * the VPC resolver cannot be filtered; those to any other server need a rule for UDP 53
 * (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html). DHCP options that were not read are
 * taken to name the VPC resolver, as most do.
 */
export function closedNameServers(
  snapshot: Snapshot,
  source: FlowSource,
): Fact<ClosedNameServers | undefined> {
  const { vpcId, securityGroupIds } = source;
  const found = nameServers(snapshot, vpcId);
  if (!found.known || found.value.includeVpcResolver) return known(undefined);
  if (!securityGroupIds.known) return securityGroupIds;
  const { dhcpOptionsId, others } = found.value;
  let doubt: Unknown | undefined;
  for (const server of others) {
    const isLetOut = letsQueriesOut(snapshot, vpcId, securityGroupIds.value, server);
    if (!isLetOut.known) doubt ??= isLetOut;
    else if (isLetOut.value) return known(undefined);
  }
  const groupIds = securityGroupIds.value.join(', ');
  return doubt ?? known({ vpcId, dhcpOptionsId, servers: others.join(', '), groupIds });
}

function letsQueriesOut(
  snapshot: Snapshot,
  vpcId: string,
  groupIds: readonly string[],
  server: string,
): Fact<boolean> {
  const address = hostCidr(server);
  if (address === undefined) {
    return unknown({ kind: 'opaque', detail: `the name server ${server} is no address` });
  }
  const resource = resourceAt(snapshot, server, vpcId);
  const found = resource.known ? resource.value : undefined;
  return mapFact(
    securityGroupCoverage(snapshot, {
      groupIds,
      direction: 'egress',
      protocol: 'udp',
      port: DNS_PORT,
      peer: {
        addresses: [AddressSet.fromCidrs(address.family, [address])],
        securityGroupIds:
          found?.securityGroupIds ??
          unknown({ kind: 'opaque', detail: `the security groups of ${server} are not known` }),
        // Of a server elsewhere the groups are not known, so no rule that names one is counted or ruled out.
        relation: 'same-vpc',
      },
    }),
    ({ covered }) => covered,
  );
}
