import { COLLECTIONS, COLLECTION_NAMES, VPC_COLLECTIONS } from '../../model/collections.ts';
import type { CollectionName, Item } from '../../model/collections.ts';
import { namedPlaces } from '../../events/named-places.ts';
import { directPeers, vpcsSharingGroups } from '../../model/vpcs-around.ts';
import { known } from '../../model/fact.ts';
import type { Fact } from '../../model/fact.ts';
import { functionNetwork } from '../../model/function-network.ts';
import { functionPart, referencesOf } from '../../model/function-part.ts';
import { managedPoliciesOf } from '../../model/iam.ts';
import type { SnapshotPart } from '../../model/snapshot-part.ts';
import { Snapshot } from '../../model/snapshot.ts';
import type { SnapshotContent } from '../../model/snapshot.ts';
import type { AccountPartReader } from '../../ports/account-part-reader.ts';
import type { InventoriedFunction } from '../../ports/function-inventory.ts';
import type { InventoriedRole } from '../../ports/role-inventory.ts';
import { locatedIds } from './located-ids.ts';
import { notRead, slice } from './snapshot-account.ts';
import type { SnapshotAccount } from './snapshot-account.ts';

const OF_VPCS: readonly CollectionName[] = [
  ...VPC_COLLECTIONS,
  'VpcPeeringConnections',
  'ResourceRecordSets',
];

/** Serves parts of the account from its snapshots. Capture times are those of the snapshots. */
export class SnapshotPartReader implements AccountPartReader {
  readonly #account: SnapshotAccount;

  constructor(account: SnapshotAccount) {
    this.#account = account;
  }

  vpcs(region: string, vpcIds: readonly string[]): Promise<SnapshotPart> {
    const content = this.#account.in(region, 'vpcs');
    const part = slice(content, OF_VPCS);
    if (content === undefined) return Promise.resolve(part);
    const read = [...new Set([...vpcIds, ...vpcsAround(content, vpcIds)])];
    const all = new Snapshot(content).all('Vpcs');
    const exists = new Set(all.known ? all.value.map(({ VpcId }) => VpcId) : vpcIds);
    return Promise.resolve({
      ...within(part, read),
      notFound: [...part.notFound, ...vpcIds.filter((id) => !exists.has(id))],
    });
  }

  lambdaFunction(
    region: string,
    functionArn: string,
  ): Promise<Fact<InventoriedFunction | undefined>> {
    const content = this.#account.in(region, 'lambdaFunction');
    return Promise.resolve(
      content === undefined ? notRead('Functions') : functionIn(content, functionArn),
    );
  }

  /** IAM has no regions: the first snapshot that knows of the role answers. */
  role(roleArn: string): Promise<Fact<InventoriedRole | undefined>> {
    const answers = this.#account.all('role').map((content) => roleIn(content, roleArn));
    const [answer = notRead('RoleDetailList')] = [
      ...answers.filter((one) => one.known),
      ...answers,
    ];
    return Promise.resolve(answer);
  }

  locate(region: string, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const content = this.#account.in(region, 'locate');
    const wanted = new Set(ids);
    const located = content === undefined ? [] : [...locatedIds(content)];
    return Promise.resolve(new Map(located.filter(([id]) => wanted.has(id))));
  }
}

function vpcsAround(content: SnapshotContent, vpcIds: readonly string[]): readonly string[] {
  const {
    VpcPeeringConnections = [],
    SecurityGroups = [],
    SecurityGroupVpcAssociations = [],
    Subnets = [],
    NetworkInterfaces = [],
  } = content.collections;
  const { subnetIds, addresses } = namedPlaces(new Snapshot(content), vpcIds);
  const named = [
    ...Subnets.filter(({ SubnetId }) => subnetIds.includes(SubnetId)),
    ...NetworkInterfaces.filter((one) => addresses.includes(one.PrivateIpAddress ?? '')),
  ];
  return [
    ...directPeers(VpcPeeringConnections, vpcIds, content),
    ...vpcsSharingGroups(SecurityGroups, SecurityGroupVpcAssociations, vpcIds),
    ...named.map(({ VpcId }) => VpcId).filter((id) => id !== undefined),
  ];
}

function functionIn(
  content: SnapshotContent,
  functionArn: string,
): Fact<InventoriedFunction | undefined> {
  const part = functionPart(content, functionArn);
  const versions = part.collections.Functions ?? [];
  const snapshot = new Snapshot(content);
  if (versions.length === 0) {
    const all = snapshot.all('Functions');
    return all.known ? known(undefined) : all;
  }
  const vpcIds = versions.flatMap((version) => {
    const network = functionNetwork(snapshot, version);
    return network.source === 'NONE' || network.vpcId === undefined ? [] : [network.vpcId];
  });
  const { roleArns, capacityProviderArns } = referencesOf(versions);
  return known({
    functionArn,
    region: content.region,
    vpcIds: [...new Set(vpcIds)].toSorted(),
    roleArns,
    capacityProviderArns,
    capturedAt: content.capturedAt,
    part,
  });
}

function roleIn(content: SnapshotContent, roleArn: string): Fact<InventoriedRole | undefined> {
  const found = new Snapshot(content).get('RoleDetailList', roleArn);
  if (!found.known) return found;
  if (found.value === undefined) return known(undefined);
  const policyArns = managedPoliciesOf(found.value);
  const own = new Set([roleArn, ...policyArns]);
  return known({
    roleArn,
    policyArns,
    capturedAt: content.capturedAt,
    part: {
      collections: {
        RoleDetailList: [found.value],
        Policies: (content.collections.Policies ?? []).filter(({ Arn }) => own.has(Arn)),
      },
      gaps: content.gaps.filter(
        ({ collection, of }) =>
          (collection === 'RoleDetailList' || collection === 'Policies') &&
          of !== undefined &&
          own.has(of),
      ),
      notFound: content.notFound.filter((id) => own.has(id)),
    },
  });
}

/** What is in the VPCs; collections that are not read by VPC stay whole. */
function within(part: SnapshotPart, vpcIds: readonly string[]): SnapshotPart {
  const wanted = new Set(vpcIds);
  const collections = Object.fromEntries(
    COLLECTION_NAMES.flatMap((name) => {
      const items = part.collections[name];
      return items === undefined ? [] : [[name, itemsWithin(name, items, wanted)]];
    }),
  );
  return { ...part, collections, vpcIds };
}

function itemsWithin<K extends CollectionName>(
  name: K,
  items: readonly Item<K>[],
  vpcIds: ReadonlySet<string>,
): readonly Item<K>[] {
  if (!VPC_COLLECTIONS.has(name)) return items;
  // Each definition is written for its own item type; the union over K cannot express that.
  const { vpcIds: vpcsOf } = COLLECTIONS[name] as unknown as {
    vpcIds: (item: Item<K>) => readonly (string | undefined)[];
  };
  return items.filter((item) => vpcsOf(item).some((id) => vpcIds.has(id ?? '')));
}
