import type { Snapshot } from '../model/snapshot.ts';
import type { MatchedChange } from './change.ts';
import type { FanOut } from './change-kind.ts';
import { idsOf } from './named-scope.ts';
import type { NamedScope, Scope } from './named-scope.ts';
import { vpcsOfResource } from './named-vpcs.ts';
import {
  widenByAcl,
  widenByInterface,
  widenByNatGateway,
  widenByPrefixList,
  widenByRouteTable,
  widenBySecurityGroup,
  widenBySubnet,
} from './network-scope.ts';
import { ScopeDraft } from './scope-draft.ts';

/**
 * Widens what an event names to everything whose verdict it can flip, as the row of the change
 * catalogue says and the snapshot (with its neighbours) relates. The VPCs of affected functions are
 * part of the scope. Where an event does not say enough, its whole region is.
 *
 * Missed: what no snapshot relates, such as a peer's functions of an account that was not read.
 */
export function resolveScope(change: MatchedChange, named: NamedScope, snapshot: Snapshot): Scope {
  const draft = new ScopeDraft(named, snapshot);
  for (const resource of named.resources) {
    for (const vpcId of vpcsOfResource(snapshot, resource)) draft.vpcs.add(vpcId);
  }
  if (named.incomplete !== undefined || !widen(change.row.fanOut, named, draft)) {
    addRegion(change, draft);
  }
  return draft.toScope();
}

/** Whether the scope is complete; false where the event and the snapshot cannot tell. */
function widen(fanOut: FanOut, named: NamedScope, draft: ScopeDraft): boolean {
  switch (fanOut) {
    case 'function':
      return widenByFunction(named, draft);
    case 'functions-of-capacity-provider':
      return widenByCapacityProvider(named, draft);
    case 'functions-of-subnet':
      return widenBySubnet(named, draft);
    case 'functions-of-route-table':
      return widenByRouteTable(named, draft);
    case 'functions-of-nat-gateway':
      return widenByNatGateway(named, draft);
    case 'users-of-security-group':
      return widenBySecurityGroup(named, draft);
    case 'functions-of-network-acl':
      return widenByAcl(named, draft);
    case 'users-of-prefix-list':
      return widenByPrefixList(named, draft);
    case 'routes-to-interface':
      return widenByInterface(named, draft);
    case 'vpc':
      return widenByVpc(named, draft);
    case 'vpc-and-peers':
    case 'peered-vpcs':
      draft.addVpcs([...draft.vpcs].flatMap((vpcId) => [vpcId, ...draft.peersOf(vpcId)]));
      return true;
    case 'functions-of-role':
      return widenByRole(named.roles, draft);
    case 'functions-of-managed-policy':
      return widenByManagedPolicy(named, draft);
    case 'functions-naming-resource':
      return widenByDestination(named, draft);
    case 'associated-vpcs':
      // Which VPCs a hosted zone, profile or rule serves is in the event only when it is associated.
      draft.addVpcs(named.vpcs);
      return named.vpcs.length > 0;
    case 'shared-subnets':
      addSharedSubnets(draft);
      return true;
    case 'organization':
      draft.addFunctions(() => true);
      return true;
    case 'region':
      return false;
  }
}

function addRegion({ region, accountId }: MatchedChange, draft: ScopeDraft): void {
  for (const one of draft.world()) {
    const otherAccount = accountId !== undefined && one.accountId !== accountId;
    if (one.region !== region || otherAccount) continue;
    draft.addVpcs(one.seen('Vpcs').map(({ VpcId }) => VpcId));
    draft.addFunctions(({ functionArn }) => functionArn.split(':')[3] === region);
  }
}

/** The function, with its groups: whether a group's rules are needed depends on who uses it. */
function widenByFunction(named: NamedScope, draft: ScopeDraft): boolean {
  const mappings = new Set(idsOf(named.resources, 'event-source-mapping'));
  const mapped = draft
    .world()
    .flatMap((one) => one.seen('EventSourceMappings').filter(({ UUID }) => mappings.has(UUID)))
    .map((mapping) => mapping.FunctionArn ?? '');
  const uses = draft.namedUses();
  draft.addFunctions(
    (use) =>
      uses.includes(use) || mapped.some((arn) => `${arn}:`.startsWith(`${use.functionArn}:`)),
  );
  for (const use of draft.namedUses()) {
    for (const groupId of use.securityGroupIds) draft.securityGroups.add(groupId);
  }
  return true;
}

function widenByCapacityProvider(named: NamedScope, draft: ScopeDraft): boolean {
  const providers = idsOf(named.resources, 'capacity-provider');
  draft.addFunctions(({ capacityProviderArn: arn }) =>
    providers.some((id) => arn === id || arn?.endsWith(`:capacity-provider:${id}`) === true),
  );
  return true;
}

function widenByVpc(named: NamedScope, draft: ScopeDraft): boolean {
  if (draft.vpcs.size > 0) {
    draft.addVpcs(draft.vpcs);
    return true;
  }
  // A transit gateway's route table does not say whose traffic it routes.
  const transit = named.resources.some(({ type }) => type.startsWith('transit-gateway'));
  if (!transit) return true;
  const attached = draft.world().flatMap((one) => one.seen('TransitGatewayVpcAttachments'));
  draft.addVpcs(attached.map(({ VpcId }) => VpcId).filter((vpcId) => vpcId !== undefined));
  return true;
}

/** A role's name is unique in its account, whatever its path; the event often gives only the name. */
function widenByRole(roles: readonly string[], draft: ScopeDraft): boolean {
  const keys = new Set(roles.map(roleKey));
  draft.addFunctions(({ roleArn }) => roleArn !== undefined && keys.has(roleKey(roleArn)));
  const known = draft.world().flatMap((one) => one.seen('RoleDetailList').map(({ Arn }) => Arn));
  const used = draft.usedRoles();
  const found = [...known, ...used].filter((arn) => keys.has(roleKey(arn)));
  const foundKeys = new Set(found.map(roleKey));
  for (const role of draft.roles) if (foundKeys.has(roleKey(role))) draft.roles.delete(role);
  for (const arn of found) draft.roles.add(arn);
  return true;
}

/** Account and name: `111122223333/orders`. */
function roleKey(role: string): string {
  const accountId = role.startsWith('arn:') ? (role.split(':')[4] ?? '') : '';
  return `${accountId}/${role.slice(role.lastIndexOf('/') + 1)}`;
}

function widenByManagedPolicy(named: NamedScope, draft: ScopeDraft): boolean {
  const policies = new Set(idsOf(named.resources, 'policy'));
  const roles = draft.world().flatMap((one) =>
    one
      .seen('RoleDetailList')
      .filter(
        ({ AttachedManagedPolicies, PermissionsBoundary }) =>
          policies.has(PermissionsBoundary?.PermissionsBoundaryArn ?? '') ||
          AttachedManagedPolicies.some(({ PolicyArn }) => policies.has(PolicyArn)),
      )
      .map(({ Arn }) => Arn),
  );
  for (const role of roles) draft.roles.add(role);
  return widenByRole(roles, draft);
}

/**
 * By the resource behind a function's host where it was read, else by the host: AWS's names begin with
 * the identifier, or have it in their second label (`master.orders.…`).
 */
function widenByDestination(named: NamedScope, draft: ScopeDraft): boolean {
  const ids = new Set(named.resources.map(({ id }) => id.toLowerCase()));
  const isNamed = (id: string) => ids.has(id) || ids.has(id.slice(id.lastIndexOf(':') + 1));
  draft.addFunctions(
    ({ destinations, hosts }) =>
      destinations.some(({ id }) => isNamed(id.toLowerCase())) ||
      hosts.some(
        (host) => host.includes('.amazonaws.com') && host.split('.', 2).some((one) => ids.has(one)),
      ),
  );
  return true;
}

/** Subnets of another owner, and those that could not be found: a share may have come or gone. */
function addSharedSubnets(draft: ScopeDraft): void {
  const own = new Set(
    draft.world().flatMap((one) =>
      one
        .seen('Subnets')
        .filter(({ OwnerId }) => OwnerId === undefined || OwnerId === one.accountId)
        .map(({ SubnetId }) => SubnetId),
    ),
  );
  draft.addFunctions(({ subnetIds }) => subnetIds.some((subnetId) => !own.has(subnetId)));
}
