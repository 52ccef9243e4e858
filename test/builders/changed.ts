import type { CollectionName, Item } from '../../shared/model/collections.ts';
import { item } from './snapshot.ts';
import type { SnapshotChanges } from './snapshot.ts';
import type { Topology } from './topology.ts';

/** Topologies with something else in them: a test says only what differs. */

type Loose = Readonly<Record<string, unknown>>;

/** The topology's answers with whole collections replaced; undefined makes one unread. */
export function changed(
  { given }: Topology,
  collections: NonNullable<SnapshotChanges['collections']>,
): SnapshotChanges {
  return { ...given, collections: { ...given.collections, ...collections } };
}

/** The topology's answers with fields of one item replaced. */
export function withFields(
  topology: Topology,
  collection: CollectionName,
  id: string,
  fields: Loose,
): SnapshotChanges {
  return changed(topology, {
    [collection]: itemsOf(topology, collection).map((one) =>
      Object.values(one).includes(id) ? item(collection, { ...one, ...fields }) : one,
    ),
  });
}

/** The items of a collection of a topology. */
export function itemsOf<K extends CollectionName>(
  { given }: Topology,
  collection: K,
): readonly Item<K>[] {
  const items: readonly Item<K>[] | undefined = given.collections?.[collection];
  return items ?? [];
}

/** The topology's answers without a collection, since the call that reads it was denied. */
export function denied(
  { given }: Topology,
  collection: CollectionName,
  call: string,
): SnapshotChanges {
  return {
    ...given,
    collections: { ...given.collections, [collection]: undefined },
    gaps: [...(given.gaps ?? []), { collection, reason: { kind: 'denied', call } }],
  };
}

/**
 * The topology whose subnet has a network ACL of its own that lets in only the ports to which Linux takes
 * answers, and everything out.
 */
export function linuxPortsInto(topology: Topology, subnetId: string): SnapshotChanges {
  const any = { CidrBlock: '0.0.0.0/0', RuleAction: 'allow', RuleNumber: 100 };
  return changed(topology, {
    NetworkAcls: [
      ...itemsOf(topology, 'NetworkAcls').map((acl) => {
        const Associations = acl.Associations.filter((one) => one.SubnetId !== subnetId);
        return item('NetworkAcls', { ...acl, Associations });
      }),
      item('NetworkAcls', {
        NetworkAclId: 'acl-own',
        IsDefault: false,
        Associations: [{ SubnetId: subnetId }],
        Entries: [
          { ...any, Egress: true, Protocol: '-1' },
          { ...any, Egress: false, Protocol: '6', PortRange: { From: 32_768, To: 60_999 } },
        ],
      }),
    ],
  });
}

/** What somebody configures who takes the risk of that. */
export const LINUX_PORTS = {
  controls: { 'function-nacl': { parameters: { ephemeral: '32768-60999' } } },
} as const;
