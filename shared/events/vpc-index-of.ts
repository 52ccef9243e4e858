import { VPC_COLLECTIONS } from '../model/collections.ts';
import type { CollectionName } from '../model/collections.ts';
import { directPeers } from '../model/vpcs-around.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { destinationNames } from './destination-names.ts';
import { functionUses } from './function-uses.ts';
import type { FunctionUse } from './function-uses.ts';
import type { VpcIndex } from './vpc-index.ts';

/** What belongs to a VPC. Its network interfaces are too many, and few of them matter to a route. */
const COLLECTIONS_OF_VPC: readonly CollectionName[] = [
  ...[...VPC_COLLECTIONS].filter((name) => name !== 'NetworkInterfaces'),
  'VpcPeeringConnections',
  'TransitGatewayVpcAttachments',
  'SecurityGroupVpcAssociations',
  'ProfileAssociations',
  'ResolverRuleAssociations',
];

/** AWS ends the names of such fields alike, lists of ids and elastic addresses included. */
const ID_FIELD = /(?:Ids?|PublicIp)$/;

/** Ids of accounts and zones, and those of DHCP options, which all VPCs of a region may share. */
const NOT_OF_THE_VPC = new Set([
  'DhcpOptionsId',
  'OwnerId',
  'UserId',
  'VpcOwnerId',
  'RequesterId',
  'AvailabilityZoneId',
]);

/**
 * The index of a VPC, from a snapshot that holds it and its functions. What could not be read is not in
 * it; a VPC of which that leaves open whether anything is in it counts as used.
 */
export function vpcIndexOf(snapshot: Snapshot, vpcId: string): VpcIndex {
  const ids = new Set<string>();
  for (const name of COLLECTIONS_OF_VPC) {
    const items = snapshot.inVpc(name, vpcId);
    if (items.known) collectIds(items.value, '', ids);
  }
  const uses = functionUses(snapshot).filter((use) => use.vpcId === vpcId);
  for (const use of uses) addUse(use, snapshot, ids);
  addInterfaces(snapshot, vpcId, ids);
  const endpoints = snapshot.inVpc('VpcEndpoints', vpcId);
  return {
    region: snapshot.region,
    vpcId,
    capturedAt: snapshot.capturedAt,
    // Ids of other VPCs stand in rules and peerings: those are followed as peers.
    ids: [...ids].filter((id) => !id.startsWith('vpc-') && id !== 'local').toSorted(),
    peerVpcIds: directPeers(snapshot.seen('VpcPeeringConnections'), [vpcId], snapshot),
    inUse: uses.length > 0 || !endpoints.known || endpoints.value.length > 0,
  };
}

function collectIds(value: unknown, field: string, ids: Set<string>): void {
  if (typeof value === 'string') {
    if (ID_FIELD.test(field) && !NOT_OF_THE_VPC.has(field)) ids.add(value);
  } else if (Array.isArray(value)) {
    for (const element of value) collectIds(element, field, ids);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) collectIds(inner, key, ids);
  }
}

/** Subnets and groups of its functions are named though they may be gone, or belong to another VPC. */
function addUse(use: FunctionUse, snapshot: Snapshot, ids: Set<string>): void {
  const { capacityProviderArn, subnetIds, securityGroupIds, destinations, hosts } = use;
  const provider = capacityProviderArn === undefined ? [] : [capacityProviderArn];
  for (const id of [...provider, ...subnetIds, ...securityGroupIds]) ids.add(id);
  for (const destination of destinations) {
    const names = destinationNames(destination, snapshot);
    for (const id of [...names, ...destination.subnetIds, ...destination.securityGroupIds]) {
      ids.add(id);
    }
  }
  // AWS's names begin with the identifier, or have it in their second label (`master.orders.…`).
  for (const host of hosts.filter((one) => one.includes('.amazonaws.com'))) {
    for (const label of host.split('.', 2)) ids.add(label);
  }
  for (const mapping of snapshot.seen('EventSourceMappings')) {
    if (`${mapping.FunctionArn}:`.startsWith(`${use.functionArn}:`)) ids.add(mapping.UUID);
  }
}

/** A route names a network interface or its instance, an event the other of the two. */
function addInterfaces(snapshot: Snapshot, vpcId: string, ids: Set<string>): void {
  const interfaces = snapshot.inVpc('NetworkInterfaces', vpcId);
  if (!interfaces.known) return;
  for (const { NetworkInterfaceId, Attachment } of interfaces.value) {
    const instanceId = Attachment?.InstanceId;
    if (instanceId === undefined) continue;
    if (!ids.has(NetworkInterfaceId) && !ids.has(instanceId)) continue;
    ids.add(NetworkInterfaceId);
    ids.add(instanceId);
  }
}
