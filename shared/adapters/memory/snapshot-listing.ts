import type { CollectionName } from '../../model/collections.ts';
import { known } from '../../model/fact.ts';
import type { Fact } from '../../model/fact.ts';
import { functionPart } from '../../model/function-part.ts';
import { splitFunctionArn } from '../../model/arn.ts';
import { joinParts } from '../../model/snapshot-part.ts';
import type { SnapshotPart } from '../../model/snapshot-part.ts';
import { Snapshot } from '../../model/snapshot.ts';
import type {
  AccountListing,
  FunctionPage,
  ListingPage,
  WantedRoles,
} from '../../ports/account-part-reader.ts';
import { REGION_TOPICS } from '../../ports/region-facts.ts';
import type { RegionTopic } from '../../ports/region-facts.ts';
import { notRead, slice } from './snapshot-account.ts';
import type { SnapshotAccount } from './snapshot-account.ts';

const FUNCTIONS_IN_PAGE = 50;
const MAPPINGS_IN_PAGE = 100;
const ROLES_IN_PAGE = 100;

/** Lists the account from its snapshots. */
export class SnapshotListing implements AccountListing {
  readonly #account: SnapshotAccount;

  constructor(account: SnapshotAccount) {
    this.#account = account;
  }

  topic(region: string, topic: RegionTopic): Promise<SnapshotPart> {
    const content = this.#account.in(region, 'topic');
    return Promise.resolve(slice(content, REGION_TOPICS[topic].collections));
  }

  functions(region: string, marker: string | undefined): Promise<FunctionPage> {
    const part = slice(this.#account.in(region, 'functions'), ['Functions']);
    return Promise.resolve(pageOf(part, 'Functions', marker, FUNCTIONS_IN_PAGE));
  }

  eventSourceMappings(region: string, marker: string | undefined): Promise<ListingPage> {
    const part = slice(this.#account.in(region, 'eventSourceMappings'), ['EventSourceMappings']);
    return Promise.resolve(pageOf(part, 'EventSourceMappings', marker, MAPPINGS_IN_PAGE));
  }

  functionDetails(region: string, listed: SnapshotPart): Promise<SnapshotPart> {
    const content = this.#account.in(region, 'functionDetails');
    const functionArns = (listed.collections.Functions ?? []).map(
      (one) => splitFunctionArn(one.FunctionArn).functionArn,
    );
    if (content === undefined) return Promise.resolve(slice(content, ['Functions']));
    const parts = [...new Set(functionArns)].map((functionArn) => {
      const part = functionPart(content, functionArn);
      const isGone = (part.collections.Functions ?? []).length === 0;
      return isGone ? { ...part, notFound: [...part.notFound, functionArn] } : part;
    });
    return Promise.resolve(joinParts(parts));
  }

  vpcs(region: string): Promise<Fact<readonly string[]>> {
    const content = this.#account.in(region, 'vpcs');
    if (content === undefined) return Promise.resolve(notRead('VpcEndpoints'));
    const all = new Snapshot(content).all('VpcEndpoints');
    if (!all.known) return Promise.resolve(all);
    const vpcIds = all.value.map(({ VpcId }) => VpcId).filter((id) => id !== undefined);
    return Promise.resolve(known([...new Set(vpcIds)].toSorted()));
  }

  async authorizationDetails(
    marker: string | undefined,
    wanted: WantedRoles = (roleArns) => Promise.resolve(new Set(roleArns)),
  ): Promise<SnapshotPart & { next?: string }> {
    const [content] = this.#account.all('authorizationDetails');
    const { part, next } = pageOf(
      slice(content, ['RoleDetailList', 'Policies']),
      'RoleDetailList',
      marker,
      ROLES_IN_PAGE,
    );
    const listed = part.collections.RoleDetailList ?? [];
    const matter = await wanted(listed.map(({ Arn }) => Arn));
    const RoleDetailList = listed.filter(({ Arn }) => matter.has(Arn));
    return {
      ...part,
      collections: { ...part.collections, RoleDetailList },
      ...(next !== undefined && { next }),
    };
  }

  account(region: string): Promise<SnapshotPart> {
    const content = this.#account.in(region, 'account');
    return Promise.resolve(slice(content, REGION_TOPICS.account.collections));
  }
}

/** A part with one page of a collection. The marker is the place of the page's first item. */
function pageOf(
  part: SnapshotPart,
  collection: CollectionName,
  marker: string | undefined,
  size: number,
): ListingPage {
  const items = part.collections[collection] ?? [];
  const start = Number(marker ?? 0);
  const end = start + size;
  return {
    part: {
      ...part,
      collections: { ...part.collections, [collection]: items.slice(start, end) },
    },
    next: end < items.length ? String(end) : undefined,
  };
}
