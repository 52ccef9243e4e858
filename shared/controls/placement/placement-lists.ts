import type { PlacementLists } from '../../iam/policy-json.ts';
import { mapFact, unknown } from '../../model/fact.ts';
import type { Unknown } from '../../model/fact.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { parametersOf } from '../define-control.ts';
import type { ControlConfiguration } from '../define-control.ts';
import { ec2TagsOf } from './id-lists.ts';
import {
  ATTACHMENT,
  SECURITY_GROUP_LISTS,
  SUBNET_LISTS,
  VPC_LISTS,
} from './placement-parameters.ts';

/** The configured lists as a policy can say them, by ids. */
export interface ResolvedLists {
  readonly lists: PlacementLists;
  /** Why some tag could not be turned into ids: a list may lack some. */
  readonly unread: readonly Unknown[];
}

/** The lists of tags that only a snapshot can turn into ids. */
export function configuredTags(configuration: ControlConfiguration): readonly string[] {
  const subnets = parametersOf(SUBNET_LISTS, configuration);
  const groups = parametersOf(SECURITY_GROUP_LISTS, configuration);
  const lists = {
    allowedSubnetTags: subnets.allowedSubnetTags,
    deniedSubnetTags: subnets.deniedSubnetTags,
    allowedSecurityGroupTags: groups.allowedSecurityGroupTags,
    deniedSecurityGroupTags: groups.deniedSecurityGroupTags,
  };
  return Object.entries(lists).flatMap(([name, tags]) => (tags.length > 0 ? [name] : []));
}

/**
 * The lists of the placement controls, tags resolved to the ids of the resources that carry them now.
 * @param snapshots where the tagged resources are looked for
 */
export function placementLists(
  configuration: ControlConfiguration,
  snapshots: readonly Snapshot[],
): ResolvedLists {
  const { required, exemptNamePatterns } = parametersOf(ATTACHMENT, configuration);
  const vpcs = parametersOf(VPC_LISTS, configuration);
  const subnets = parametersOf(SUBNET_LISTS, configuration);
  const groups = parametersOf(SECURITY_GROUP_LISTS, configuration);
  const unread: Unknown[] = [];
  const subnetIds = (ids: readonly string[], tags: readonly string[]) =>
    withTagged(ids, tags, (tag) => tagged(snapshots, 'Subnets', tag, unread));
  const groupIds = (ids: readonly string[], tags: readonly string[]) =>
    withTagged(ids, tags, (tag) => tagged(snapshots, 'SecurityGroups', tag, unread));
  const allowedSubnetIds = subnetIds(subnets.allowedSubnetIds, subnets.allowedSubnetTags);
  const allowedSecurityGroupIds = groupIds(
    groups.allowedSecurityGroupIds,
    groups.allowedSecurityGroupTags,
  );
  unread.push(
    ...isEmptied(allowedSubnetIds, subnets.allowedSubnetTags, 'subnet'),
    ...isEmptied(allowedSecurityGroupIds, groups.allowedSecurityGroupTags, 'security group'),
  );
  return {
    lists: {
      required,
      exemptNamePatterns: required ? exemptNamePatterns : [],
      allowedVpcIds: vpcs.allowedVpcIds,
      deniedVpcIds: vpcs.deniedVpcIds,
      allowedSubnetIds,
      deniedSubnetIds: subnetIds(subnets.deniedSubnetIds, subnets.deniedSubnetTags),
      allowedSecurityGroupIds,
      deniedSecurityGroupIds: groupIds(
        groups.deniedSecurityGroupIds,
        groups.deniedSecurityGroupTags,
      ),
    },
    unread,
  };
}

function withTagged(
  ids: readonly string[],
  tags: readonly string[],
  taggedIds: (tag: string) => readonly string[],
): readonly string[] {
  return [...new Set([...ids, ...tags.flatMap(taggedIds)])];
}

/** Without a single id an allow list would mean "all", which is the opposite of what it says. */
function isEmptied(
  ids: readonly string[],
  tags: readonly string[],
  what: string,
): readonly Unknown[] {
  return tags.length === 0 || ids.length > 0
    ? []
    : [
        unknown({
          kind: 'opaque',
          detail: `no ${what} carries the allowed tag ${tags.join(' or ')}`,
        }),
      ];
}

function tagged(
  snapshots: readonly Snapshot[],
  collection: 'Subnets' | 'SecurityGroups',
  tag: string,
  unread: Unknown[],
): readonly string[] {
  return snapshots.flatMap((snapshot) => {
    const listing = mapFact(snapshot.all(collection), (items) => items.map(idOf));
    if (!listing.known) {
      unread.push(listing);
      return [];
    }
    const tagsOf = ec2TagsOf(snapshot, collection);
    return listing.value.filter((id) => {
      const tags = tagsOf(id);
      if (!tags.known) unread.push(tags);
      return tags.known && tags.value.includes(tag);
    });
  });
}

function idOf(item: { readonly SubnetId?: string } | { readonly GroupId?: string }): string {
  return ('SubnetId' in item ? item.SubnetId : 'GroupId' in item ? item.GroupId : undefined) ?? '';
}
