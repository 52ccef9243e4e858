import { known, mapFact, thenFact, unknown } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import { parseAddress, parseCidr } from '../model/cidr.ts';
import type { Vpc, VpcAttribute } from '../model/ec2.ts';
import type { Snapshot } from '../model/snapshot.ts';

/**
 * Name resolution of a VPC (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html): the VPC
 * resolver answers where DNS support is on; the private names of interface endpoints need DNS hostnames
 * as well.
 */

/** The DNS attributes of a VPC, as DescribeVpcAttribute answers them one by one. */
export interface DnsAttributes {
  readonly support: Fact<boolean>;
  readonly hostnames: Fact<boolean>;
}

/** Who answers when something in the VPC asks for a name. */
export type Resolver =
  | { readonly kind: 'vpc-resolver' }
  /** DNS support is off, but the DHCP options name other servers, whose answers are not known. */
  | { readonly kind: 'other-servers'; readonly servers: readonly string[] }
  | { readonly kind: 'none' };

/** The two DNS attributes of a VPC. */
export function dnsAttributes(snapshot: Snapshot, vpcId: string): DnsAttributes {
  const attribute = snapshot.get('VpcAttributes', vpcId);
  return {
    support: attributeValue(attribute, vpcId, 'EnableDnsSupport'),
    hostnames: attributeValue(attribute, vpcId, 'EnableDnsHostnames'),
  };
}

function attributeValue(
  attribute: Fact<VpcAttribute | undefined>,
  vpcId: string,
  name: 'EnableDnsSupport' | 'EnableDnsHostnames',
): Fact<boolean> {
  return thenFact(attribute, (value): Fact<boolean> => {
    const set = value?.[name]?.Value;
    return set === undefined
      ? unknown({
          kind: 'not-read',
          call: 'ec2:DescribeVpcAttribute',
          detail: `${name} of ${vpcId}`,
        })
      : known(set);
  });
}

/** Who resolves names for the VPC. Unknown where its DNS attributes or DHCP options were not read. */
export function resolverOf(snapshot: Snapshot, vpcId: string): Fact<Resolver> {
  return thenFact(dnsAttributes(snapshot, vpcId).support, (support): Fact<Resolver> => {
    if (support) return known({ kind: 'vpc-resolver' });
    return mapFact(otherServers(snapshot, vpcId), (servers) =>
      servers.length > 0 ? { kind: 'other-servers', servers } : { kind: 'none' },
    );
  });
}

/** Name servers in the VPC's DHCP options beside Amazon's own, under whichever address it is named. */
export function otherServers(snapshot: Snapshot, vpcId: string): Fact<readonly string[]> {
  return mapFact(nameServers(snapshot, vpcId), ({ others }) => others);
}

/** The name servers that a VPC's DHCP options give to what is in it. */
export interface NameServers {
  readonly dhcpOptionsId: string;
  /** Beside the VPC resolver; as written. */
  readonly others: readonly string[];
  /** Whether the VPC resolver is one of them, or the only one since none is named. */
  readonly includeVpcResolver: boolean;
}

/** Who is asked for names. Unknown where the VPC or its DHCP options were not read. */
export function nameServers(snapshot: Snapshot, vpcId: string): Fact<NameServers> {
  return thenFact(snapshot.get('Vpcs', vpcId), (vpc): Fact<NameServers> => {
    const dhcpOptionsId = vpc?.DhcpOptionsId ?? 'default';
    if (dhcpOptionsId === 'default') {
      return known({ dhcpOptionsId, others: [], includeVpcResolver: true });
    }
    return mapFact(snapshot.get('DhcpOptions', dhcpOptionsId), (options) => {
      const servers = (options?.DhcpConfigurations ?? [])
        .filter(({ Key }) => Key === 'domain-name-servers')
        .flatMap(({ Values }) => Values.map(({ Value }) => Value));
      const others = servers.filter((server) => !isVpcResolver(server, vpc));
      const includeVpcResolver = others.length < servers.length || servers.length === 0;
      return { dhcpOptionsId, others, includeVpcResolver };
    });
  });
}

/** The VPC resolver answers at these addresses, and at the second of each of the VPC's IPv4 blocks. */
const RESOLVER_ADDRESSES = new Set(['amazonprovideddns', '169.254.169.253', 'fd00:ec2::253']);

function isVpcResolver(server: string, vpc: Vpc | undefined): boolean {
  if (RESOLVER_ADDRESSES.has(server.toLowerCase())) return true;
  const address = parseAddress(server);
  const blocks = [
    vpc?.CidrBlock,
    ...(vpc?.CidrBlockAssociationSet ?? []).map((one) => one.CidrBlock),
  ];
  return blocks.some((block) => {
    const cidr = block === undefined ? undefined : parseCidr(block);
    return cidr !== undefined && address?.family === 4 && address.value === cidr.first + 2n;
  });
}
