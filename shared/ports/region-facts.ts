import type { CollectionName } from '../model/collections.ts';
import type { ChangeKind } from '../events/change-kind.ts';
import type { SnapshotPart } from '../model/snapshot-part.ts';

/**
 * Facts that are the same for every VPC of a region and seldom change: read by the sweep, read again
 * when a change of one of the kinds says so, and kept in between.
 */
export const REGION_TOPICS = {
  zones: { collections: ['AvailabilityZones'], kinds: [] },
  services: { collections: ['ServiceDetails'], kinds: [] },
  quotas: { collections: ['Quotas'], kinds: [] },
  'prefix-lists': { collections: ['PrefixLists'], kinds: ['prefix-list'] },
  'block-public-access': {
    collections: ['VpcBlockPublicAccessOptions', 'VpcBlockPublicAccessExclusions'],
    kinds: ['block-public-access'],
  },
  'dhcp-options': {
    collections: ['DhcpOptions'],
    kinds: ['vpc-attribute'],
    eventNames: ['AssociateDhcpOptions'],
  },
  'group-associations': {
    collections: ['SecurityGroupVpcAssociations'],
    kinds: ['security-group'],
    eventNames: ['AssociateSecurityGroupVpc', 'DisassociateSecurityGroupVpc'],
  },
  profiles: {
    collections: ['ProfileAssociations', 'ProfileResourceAssociations'],
    kinds: ['route53-profile'],
  },
  'resolver-rules': {
    collections: ['ResolverRuleAssociations', 'ResolverRules'],
    kinds: ['resolver-rule'],
  },
  databases: {
    collections: [
      'DBInstances',
      'DBClusters',
      'DBProxies',
      'DBSubnetGroups',
      'ReplicationGroups',
      'CacheClusters',
      'ServerlessCaches',
      'CacheSubnetGroups',
      'Clusters',
      'ClusterSubnetGroups',
    ],
    kinds: ['database'],
  },
  'file-systems': { collections: ['AccessPoints', 'MountTargets'], kinds: ['file-system'] },
  'capacity-providers': { collections: ['CapacityProviders'], kinds: ['capacity-provider'] },
  /** Of the home region only: what the account's own controls read. */
  account: {
    collections: [
      'ServiceControlPolicies',
      'RoleDetailList',
      'UserDetailList',
      'GroupDetailList',
      'Policies',
    ],
    kinds: ['organization-policy'],
  },
} as const satisfies Readonly<
  Record<
    string,
    {
      readonly collections: readonly CollectionName[];
      readonly kinds: readonly ChangeKind[];
      /** The calls of those kinds that touch the topic; absent: all of them. */
      readonly eventNames?: readonly string[];
    }
  >
>;

export type RegionTopic = keyof typeof REGION_TOPICS;

/** The facts of a region, by topic. */
export interface RegionFacts {
  /** Every topic that was stored, joined; a topic that never was is not in the part. */
  get(region: string): Promise<SnapshotPart>;
  /** Stores a topic unless what is stored was captured later. */
  put(region: string, topic: RegionTopic, part: SnapshotPart, capturedAt: string): Promise<void>;
}
