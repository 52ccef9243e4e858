import { parseAddress } from '../model/cidr.ts';
import { COLLECTIONS } from '../model/collections.ts';
import type { CollectionName } from '../model/collections.ts';
import type { NetworkInterface } from '../model/ec2.ts';
import { known, mapFact, unknown } from '../model/fact.ts';
import type { Fact, Unknown } from '../model/fact.ts';
import { groupBy } from '../model/group-by.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { cacheResources } from './cache-resources.ts';
import { databaseResources } from './database-resources.ts';
import type { PrivateResource } from './private-resource.ts';
import { resourceHost } from './resource-host.ts';
import type { ResourceHostService } from './resource-host.ts';
import { warehouseResources } from './warehouse-resources.ts';

/** Finds the resource behind a host name or a private address. Indexed once for each snapshot. */

/** The collections in whose answers a name of the service would stand. */
const HOLDERS: { readonly [S in ResourceHostService]: readonly CollectionName[] } = {
  rds: ['DBInstances', 'DBClusters', 'DBProxies'],
  elasticache: ['ReplicationGroups', 'CacheClusters', 'ServerlessCaches'],
  redshift: ['Clusters'],
  'redshift-serverless': [],
};

/** Endpoints that a proxy has beside its own are in another answer, with their own subnets. */
const PROXY_ENDPOINT = /\.endpoint\.proxy-/;

const byHost = oncePerSnapshot((snapshot): ReadonlyMap<string, PrivateResource> => {
  const resources = [
    ...databaseResources(snapshot),
    ...cacheResources(snapshot),
    ...warehouseResources(snapshot),
  ];
  return new Map(resources.map(({ host, resource }) => [host, resource]));
});

/**
 * The resource that AWS gave the name to, in this account or in a neighbour.
 *
 * Known and undefined: every answer that could hold it was read, and it is not in this account.
 * Unknown: an answer was not read, or the name is none that AWS gives to a database, cache or data
 * warehouse (a name of a private zone, a load balancer, a broker).
 *
 * @param host in any case
 */
export function resourceNamed(snapshot: Snapshot, host: string): Fact<PrivateResource | undefined> {
  const name = host.toLowerCase();
  for (const one of [snapshot, ...snapshot.neighbours]) {
    const resource = byHost(one).get(name);
    if (resource !== undefined) return known(resource);
  }
  const form = resourceHost(name);
  if (form === undefined) {
    return unknown({
      kind: 'opaque',
      detail: `what is behind ${host} cannot be told from its name`,
    });
  }
  if (form.service === 'redshift-serverless') return notRead('redshift-serverless:ListWorkgroups');
  if (PROXY_ENDPOINT.test(name)) return notRead('rds:DescribeDBProxyEndpoints');
  const holders = HOLDERS[form.service];
  const { region } = form;
  const read = [snapshot, ...snapshot.neighbours].filter(
    (one) => region === undefined || one.region === region,
  );
  const [first] = holders;
  if (read.length === 0 && first !== undefined) {
    return notRead(COLLECTIONS[first].call, `${region} was not read`);
  }
  for (const one of read) {
    for (const holder of holders) {
      const all = one.all(holder);
      if (!all.known) return all;
    }
  }
  return known(undefined);
}

function notRead(call: string, detail?: string): Unknown {
  return unknown({ kind: 'not-read', call, ...(detail !== undefined && { detail }) });
}

const byAddress = oncePerSnapshot((snapshot) =>
  groupBy(snapshot.seen('NetworkInterfaces'), (one) => addressesOf(one)),
);

function addressesOf(networkInterface: NetworkInterface): ReadonlySet<string> {
  const texts = [
    networkInterface.PrivateIpAddress,
    ...(networkInterface.PrivateIpAddresses ?? []).map((one) => one.PrivateIpAddress),
    ...(networkInterface.Ipv6Addresses ?? []).map((one) => one.Ipv6Address),
  ];
  return new Set(texts.map((text) => addressKey(text ?? '')).filter((key) => key !== undefined));
}

/** One address has several spellings in IPv6. */
function addressKey(address: string): string | undefined {
  const parsed = parseAddress(address);
  return parsed && `${parsed.family} ${parsed.value}`;
}

/**
 * The network interfaces with a private (or IPv6) address, in this account and its neighbours. Several
 * VPCs may use the same range: the VPC that a route leads to decides which one is meant.
 *
 * An empty list is known only where the account's own network interfaces were read completely. Those of
 * other participants of a shared VPC are never in the answer.
 */
export function resourcesAt(snapshot: Snapshot, address: string): Fact<readonly PrivateResource[]> {
  const key = addressKey(address) ?? '';
  const found = [snapshot, ...snapshot.neighbours].flatMap((one) => byAddress(one).get(key) ?? []);
  return found.length > 0
    ? known(found.map((one) => interfaceResource(one)))
    : mapFact(snapshot.all('NetworkInterfaces'), () => []);
}

/** The network interface with a private address in one VPC; undefined where it is not in the account. */
export function resourceAt(
  snapshot: Snapshot,
  address: string,
  vpcId: string,
): Fact<PrivateResource | undefined> {
  return mapFact(resourcesAt(snapshot, address), (resources) =>
    resources.find((one) => one.vpcId.known && one.vpcId.value === vpcId),
  );
}

function interfaceResource(networkInterface: NetworkInterface): PrivateResource {
  const { NetworkInterfaceId: id, VpcId, SubnetId, Groups, Status } = networkInterface;
  const { call } = COLLECTIONS.NetworkInterfaces;
  return {
    kind: 'network-interface',
    id,
    port: unknown({ kind: 'opaque', detail: `${id} does not say which ports are listened on` }),
    vpcId: VpcId === undefined ? notRead(call, `${id} has no VpcId`) : known(VpcId),
    subnetIds: SubnetId === undefined ? notRead(call, `${id} has no SubnetId`) : known([SubnetId]),
    securityGroupIds: known(Groups.map((group) => group.GroupId)),
    ...(Status !== undefined && { status: Status }),
    serving: known('serving'),
    publiclyAccessible: known(false),
  };
}
