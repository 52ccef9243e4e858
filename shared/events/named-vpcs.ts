import type { CollectionName } from '../model/collections.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { NamedResource, ResourceType } from './resource-type.ts';

/** Where the VPC of a resource stands in its own answer. */
const VPC_IN = {
  subnet: 'Subnets',
  'route-table': 'RouteTables',
  'nat-gateway': 'NatGateways',
  'vpc-endpoint': 'VpcEndpoints',
  'security-group': 'SecurityGroups',
  'network-acl': 'NetworkAcls',
  'network-interface': 'NetworkInterfaces',
  instance: 'Instances',
  'transit-gateway-attachment': 'TransitGatewayVpcAttachments',
} as const satisfies { readonly [T in ResourceType]?: CollectionName };

const ATTACHED_IN = {
  'internet-gateway': 'InternetGateways',
  'egress-only-internet-gateway': 'EgressOnlyInternetGateways',
} as const satisfies { readonly [T in ResourceType]?: CollectionName };

/** The VPCs that a resource of an event belongs to, as far as the snapshot or a neighbour holds it. */
export function vpcsOfResource(snapshot: Snapshot, { type, id }: NamedResource): readonly string[] {
  if (type === 'vpc') return [id];
  if (isKey(VPC_IN, type)) {
    const found = snapshot.get(VPC_IN[type], id);
    const vpcId = found.known ? found.value?.VpcId : undefined;
    return vpcId === undefined ? [] : [vpcId];
  }
  if (isKey(ATTACHED_IN, type)) {
    const found = snapshot.get(ATTACHED_IN[type], id);
    return found.known ? (found.value?.Attachments ?? []).map(({ VpcId }) => VpcId) : [];
  }
  if (type === 'vpc-peering-connection') {
    const found = snapshot.get('VpcPeeringConnections', id);
    const peering = found.known ? found.value : undefined;
    return peering ? [peering.RequesterVpcInfo.VpcId, peering.AccepterVpcInfo.VpcId] : [];
  }
  return type === 'encryption-control' ? vpcsWithEncryptionControl(snapshot, id) : [];
}

/** An encryption control is known by the VPC it belongs to. */
function vpcsWithEncryptionControl(snapshot: Snapshot, id: string): readonly string[] {
  return [snapshot, ...snapshot.neighbours].flatMap((one) =>
    one
      .seen('Vpcs')
      .filter(({ EncryptionControl }) => EncryptionControl?.VpcEncryptionControlId === id)
      .map(({ VpcId }) => VpcId),
  );
}

function isKey<T extends object>(table: T, key: PropertyKey): key is keyof T {
  return Object.hasOwn(table, key);
}
