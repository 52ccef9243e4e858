import type { CollectionName, Item } from '../../../shared/model/collections.ts';
import { splitFunctionArn } from '../../../shared/model/arn.ts';
import { item } from '../../builders/snapshot.ts';
import { event } from '../auditing.ts';
import type { Random } from './random.ts';
import { withItem } from './world.ts';
import type { WorldState } from './world.ts';

/** Something that somebody does to the account, with what CloudTrail writes of it. */
export interface Change {
  readonly apply: (state: WorldState) => WorldState;
  /** The event, given when the call is made. */
  readonly event: (eventTime: string, eventID: string) => string;
  /** What AWS does by itself some time later, without any event. */
  readonly later?: (state: WorldState) => WorldState;
}

type Loose = Readonly<Record<string, unknown>>;
type Call = readonly [source: string, name: string, parameters: Loose, answer?: Loose];

function change(
  [source, name, requestParameters, responseElements]: Call,
  apply: Change['apply'],
  later?: Change['later'],
): Change {
  return {
    apply,
    event: (eventTime, eventID) =>
      event(source, name, requestParameters, {
        eventTime,
        eventID,
        responseElements: responseElements ?? null,
        ...(source === 'iam' || source === 'route53' ? { awsRegion: 'us-east-1' } : {}),
      }),
    ...(later && { later }),
  };
}

/** What AWS does to an item by itself, unless somebody has changed it in between. */
function unlessChanged<K extends CollectionName>(
  collection: K,
  id: string,
  pending: Item<K>,
  next: Item<K>,
): Change['later'] {
  return (state) => {
    const items = (state.collections[collection] ?? []) as readonly Item<K>[];
    return items.includes(pending) ? withItem(state, collection, id, next) : state;
  };
}

/** Lets an item have other fields than at the start, or those of the start again. */
function turned<K extends CollectionName>(
  collection: K,
  start: Item<K>,
  id: string,
  fields: Loose,
  call: Call,
  random: Random,
): Change {
  const next = random.chance(0.5) ? start : item(collection, { ...(start as Loose), ...fields });
  return change(call, (state) => withItem(state, collection, id, next));
}

/** Deletes an item of the start, or makes it anew. */
function deleted<K extends CollectionName>(
  collection: K,
  start: Item<K>,
  id: string,
  calls: { readonly deletion: Call; readonly creation: Call },
  random: Random,
): Change {
  return random.chance(0.5)
    ? change(calls.creation, (state) => withItem(state, collection, id, start))
    : change(calls.deletion, (state) => withItem(state, collection, id, undefined));
}

/** A random change to what the account was at the start. */
export function randomChange({ collections: start }: WorldState, random: Random): Change {
  const found = random.pick(KINDS)(start, random);
  return found ?? randomChange({ collections: start, notFound: [] }, random);
}

type Start = WorldState['collections'];
type Kind = (start: Start, random: Random) => Change | undefined;

function oneOf<K extends CollectionName>(
  start: Start,
  collection: K,
  random: Random,
): Item<K> | undefined {
  const items = (start[collection] ?? []) as readonly Item<K>[];
  return items.length === 0 ? undefined : random.pick(items);
}

const EVERYTHING = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];

const routes: Kind = (start, random) => {
  const table = oneOf(start, 'RouteTables', random);
  if (table === undefined) return undefined;
  const { RouteTableId, Routes } = table;
  const local = Routes.filter(({ GatewayId }) => GatewayId === 'local');
  const call: Call = ['ec2', 'ReplaceRoute', { routeTableId: RouteTableId }];
  return turned('RouteTables', table, RouteTableId, { Routes: local }, call, random);
};

const associations: Kind = (start, random) => {
  const table = oneOf(start, 'RouteTables', random);
  const association = table?.Associations.find(({ SubnetId }) => SubnetId !== undefined);
  if (table === undefined || association === undefined) return undefined;
  const { RouteTableId, Associations } = table;
  const associationId = association.RouteTableAssociationId ?? '';
  const left = { ...table, Associations: Associations.filter((one) => one !== association) };
  return random.chance(0.5)
    ? change(['ec2', 'DisassociateRouteTable', { associationId }], (state) =>
        withItem(state, 'RouteTables', RouteTableId, left),
      )
    : change(
        [
          'ec2',
          'AssociateRouteTable',
          { routeTableId: RouteTableId, subnetId: association.SubnetId },
          { associationId },
        ],
        (state) => withItem(state, 'RouteTables', RouteTableId, table),
      );
};

const natGateways: Kind = (start, random) => {
  const gateway = oneOf(start, 'NatGateways', random);
  if (gateway === undefined) return undefined;
  const { NatGatewayId, SubnetId } = gateway;
  return deleted(
    'NatGateways',
    gateway,
    NatGatewayId,
    {
      deletion: ['ec2', 'DeleteNatGateway', { DeleteNatGatewayRequest: { NatGatewayId } }],
      creation: [
        'ec2',
        'CreateNatGateway',
        { CreateNatGatewayRequest: { SubnetId } },
        { natGatewayId: NatGatewayId },
      ],
    },
    random,
  );
};

const securityGroups: Kind = (start, random) => {
  const group = oneOf(start, 'SecurityGroups', random);
  if (group === undefined) return undefined;
  const { GroupId } = group;
  const [name, fields] = random.pick<readonly [string, Loose]>([
    ['RevokeSecurityGroupIngress', { IpPermissions: [] }],
    ['RevokeSecurityGroupEgress', { IpPermissionsEgress: [] }],
    ['AuthorizeSecurityGroupEgress', { IpPermissionsEgress: EVERYTHING }],
  ]);
  return turned(
    'SecurityGroups',
    group,
    GroupId,
    fields,
    ['ec2', name, { groupId: GroupId }],
    random,
  );
};

const networkAcls: Kind = (start, random) => {
  const acl = oneOf(start, 'NetworkAcls', random);
  if (acl === undefined) return undefined;
  const { NetworkAclId } = acl;
  const Entries = acl.Entries.filter(({ RuleAction }) => RuleAction === 'deny');
  const call: Call = ['ec2', 'DeleteNetworkAclEntry', { networkAclId: NetworkAclId }];
  return turned('NetworkAcls', acl, NetworkAclId, { Entries }, call, random);
};

const endpoints: Kind = (start, random) => {
  const endpoint = oneOf(start, 'VpcEndpoints', random);
  if (endpoint === undefined) return undefined;
  const { VpcEndpointId, VpcId, SubnetIds } = endpoint;
  const fields = random.pick<Loose>([
    { SubnetIds: SubnetIds.slice(0, 1) },
    { PrivateDnsEnabled: false },
    { PolicyDocument: undefined },
  ]);
  const modify: Call = [
    'ec2',
    'ModifyVpcEndpoint',
    { ModifyVpcEndpointRequest: { VpcEndpointId } },
  ];
  if (random.chance(0.5))
    return turned('VpcEndpoints', endpoint, VpcEndpointId, fields, modify, random);
  if (random.chance(0.5)) {
    return change(
      [
        'ec2',
        'DeleteVpcEndpoints',
        { DeleteVpcEndpointsRequest: { VpcEndpointId: { tag: 1, content: VpcEndpointId } } },
      ],
      (state) => withItem(state, 'VpcEndpoints', VpcEndpointId, undefined),
    );
  }
  const pending = item('VpcEndpoints', { ...(endpoint as Loose), State: 'pending' });
  return change(
    ['ec2', 'CreateVpcEndpoint', { CreateVpcEndpointRequest: { VpcId } }],
    (state) => withItem(state, 'VpcEndpoints', VpcEndpointId, pending),
    unlessChanged('VpcEndpoints', VpcEndpointId, pending, endpoint),
  );
};

const attributes: Kind = (start, random) => {
  const attribute = oneOf(start, 'VpcAttributes', random);
  if (attribute === undefined) return undefined;
  const { VpcId } = attribute;
  const fields = random.pick<Loose>([
    { EnableDnsSupport: { Value: false } },
    { EnableDnsHostnames: { Value: false } },
  ]);
  const call: Call = ['ec2', 'ModifyVpcAttribute', { vpcId: VpcId }];
  return turned('VpcAttributes', attribute, VpcId, fields, call, random);
};

const peerings: Kind = (start, random) => {
  const peering = oneOf(start, 'VpcPeeringConnections', random);
  if (peering === undefined) return undefined;
  const { VpcPeeringConnectionId: id } = peering;
  const call: Call = ['ec2', 'DeleteVpcPeeringConnection', { vpcPeeringConnectionId: id }];
  return turned(
    'VpcPeeringConnections',
    peering,
    id,
    { Status: { Code: 'deleted' } },
    call,
    random,
  );
};

const publicAccess: Kind = (start, random) => {
  const options = oneOf(start, 'VpcBlockPublicAccessOptions', random);
  if (options === undefined) return undefined;
  const fields = { State: 'update-complete', InternetGatewayBlockMode: 'block-bidirectional' };
  const call: Call = ['ec2', 'ModifyVpcBlockPublicAccessOptions', {}];
  return turned(
    'VpcBlockPublicAccessOptions',
    options,
    options.AwsRegion ?? '',
    fields,
    call,
    random,
  );
};

const databases: Kind = (start, random) => {
  const database = oneOf(start, 'DBInstances', random);
  if (database === undefined) return undefined;
  const { DBInstanceArn, DBInstanceIdentifier } = database;
  const call: Call = ['rds', 'StopDBInstance', { dBInstanceIdentifier: DBInstanceIdentifier }];
  return turned(
    'DBInstances',
    database,
    DBInstanceArn,
    { DBInstanceStatus: 'stopped' },
    call,
    random,
  );
};

const hostedZones: Kind = (start, random) => {
  const zone = oneOf(start, 'HostedZoneSummaries', random);
  if (zone === undefined) return undefined;
  const { HostedZoneId, VPCId } = zone;
  const parameters = { hostedZoneId: HostedZoneId, vPC: { vPCId: VPCId, vPCRegion: 'us-east-1' } };
  return deleted(
    'HostedZoneSummaries',
    zone,
    `${HostedZoneId}/${VPCId ?? ''}`,
    {
      deletion: ['route53', 'DisassociateVPCFromHostedZone', parameters],
      creation: ['route53', 'AssociateVPCWithHostedZone', parameters],
    },
    random,
  );
};

const roles: Kind = (start, random) => {
  const role = oneOf(start, 'RoleDetailList', random);
  if (role === undefined) return undefined;
  const { Arn, RoleName } = role;
  if (random.chance(0.3)) {
    return deleted(
      'RoleDetailList',
      role,
      Arn,
      {
        deletion: ['iam', 'DeleteRole', { roleName: RoleName }],
        creation: ['iam', 'PutRolePolicy', { roleName: RoleName }],
      },
      random,
    );
  }
  const fields = random.pick<Loose>([{ RolePolicyList: [] }, { AttachedManagedPolicies: [] }]);
  return turned(
    'RoleDetailList',
    role,
    Arn,
    fields,
    ['iam', 'DetachRolePolicy', { roleName: RoleName }],
    random,
  );
};

const functions: Kind = (start, random) => {
  const found = oneOf(start, 'Functions', random);
  if (found === undefined) return undefined;
  const { functionArn } = splitFunctionArn(found.FunctionArn);
  const latest = (start.Functions ?? []).find((one) => one.FunctionArn === functionArn);
  if (latest === undefined) return undefined;
  const functionName = latest.FunctionName;
  const update: Call = ['lambda', 'UpdateFunctionConfiguration20150331v2', { functionName }];
  const set = (next: Item<'Functions'> | undefined) => (state: WorldState) =>
    withItem(state, 'Functions', functionArn, next);
  const otherPlace = oneOf(start, 'Functions', random)?.VpcConfig;
  const fields = random.pick<Loose>([
    { VpcConfig: otherPlace },
    { VpcConfig: undefined },
    { VpcConfig: { ...latest.VpcConfig, SubnetIds: latest.VpcConfig?.SubnetIds.slice(0, 1) } },
    { State: 'Failed', StateReasonCode: 'InvalidSubnet' },
    { Environment: undefined },
  ]);
  const next = random.chance(0.4) ? latest : item('Functions', { ...(latest as Loose), ...fields });
  if (random.chance(0.2)) {
    return change(['lambda', 'DeleteFunction20150331', { functionName }], (state) => {
      const own = (state.collections.Functions ?? []).filter(
        (one) => splitFunctionArn(one.FunctionArn).functionArn === functionArn,
      );
      return own.reduce(
        (left, one) => withItem(left, 'Functions', one.FunctionArn, undefined),
        state,
      );
    });
  }
  if (random.chance(0.4)) {
    const pending = item('Functions', { ...(next as Loose), LastUpdateStatus: 'InProgress' });
    return change(update, set(pending), unlessChanged('Functions', functionArn, pending, next));
  }
  return change(update, set(next));
};

const KINDS: readonly Kind[] = [
  routes,
  routes,
  associations,
  natGateways,
  securityGroups,
  securityGroups,
  networkAcls,
  endpoints,
  endpoints,
  attributes,
  peerings,
  publicAccess,
  databases,
  hostedZones,
  roles,
  functions,
  functions,
];
