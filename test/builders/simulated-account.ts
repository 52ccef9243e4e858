import type { Item } from '../../shared/model/collections.ts';
import { known, unknown } from '../../shared/model/fact.ts';
import type { Fact, UnknownReason } from '../../shared/model/fact.ts';
import { functionPart, referencesOf } from '../../shared/model/function-part.ts';
import { EMPTY_PART, joinParts } from '../../shared/model/snapshot-part.ts';
import type { SnapshotPart } from '../../shared/model/snapshot-part.ts';
import type {
  AccountListing,
  ListingPage,
  WantedRoles,
} from '../../shared/ports/account-part-reader.ts';
import type { SweepDependencies } from '../../shared/audit/sweep-dependencies.ts';
import type { InventoriedFunction } from '../../shared/ports/function-inventory.ts';
import type { InventoriedRole } from '../../shared/ports/role-inventory.ts';
import { ACCOUNT, functionArn, item } from './snapshot.ts';

/** A function of a simulated account, and what is to be known of it. */
export interface SimulatedFunction {
  readonly name: string;
  readonly role?: string;
  /** Its subnets are `subnet-<vpcId>`; absent: outside any VPC. */
  readonly vpcId?: string;
  /** Published versions. */
  readonly versions?: number;
  readonly mappings?: number;
}

/** What the account answers instead of the listing, by call. */
export type Refusals = Partial<
  Record<'functions' | 'mappings' | 'authorizationDetails' | 'lambdaFunction', UnknownReason>
>;

/** A region's Lambda takes five of our calls a second: each one lets 200 ms pass. */
const LAMBDA_CALL_MILLISECONDS = 200;
/** GetFunctionConfiguration, and the listings of one function. */
const CALLS_FOR_ONE_FUNCTION = 6;

/**
 * An account in memory that answers as slowly as the real one, on a clock of its own, and counts.
 * Functions may be added, changed and removed at any time.
 */
export class SimulatedAccount implements AccountListing {
  readonly functionsOf = new Map<string, SimulatedFunction[]>();
  readonly roles = new Set<string>();
  readonly endpointVpcs = new Map<string, readonly string[]>();
  refusals: Refusals = {};
  /** What a page of functions takes longer than its call. */
  pageMilliseconds = 0;
  /** Listings of functions are empty: they missed what was created while they were made. */
  missesFunctions = false;
  lambdaCalls = 0;
  /** The most items that one answer or one question held. */
  mostItems = 0;
  now = new Date('2026-12-01T00:00:00Z');
  readonly asked: string[] = [];

  constructor(functions: Readonly<Record<string, readonly SimulatedFunction[]>>) {
    for (const [region, list] of Object.entries(functions)) this.functionsOf.set(region, [...list]);
    for (const one of Object.values(functions).flat()) {
      if (one.role !== undefined) this.roles.add(roleArn(one.role));
    }
  }

  readonly clock = (): Date => this.now;

  readonly reader: SweepDependencies['reader'] = {
    lambdaFunction: (region, arn) => this.#lambdaFunction(region, arn),
    role: (arn) => this.#role(arn),
    locate: (_region, ids) => this.#locate(ids),
  };

  functions(region: string, marker: string | undefined): Promise<ListingPage> {
    this.#spend(1, `functions ${region} ${marker ?? ''}`);
    const refused = this.#refused('functions', 'Functions');
    if (refused !== undefined) return refused;
    this.now = new Date(this.now.getTime() + this.pageMilliseconds);
    if (this.missesFunctions) return this.#page({ Functions: [] }, undefined);
    const [first = 0, skip = 0] = (marker ?? '0/0').split('/').map(Number);
    const Functions: Item<'Functions'>[] = [];
    const all = this.functionsOf.get(region) ?? [];
    for (let index = first; index < all.length; index += 1) {
      const one = all[index];
      const versions = one === undefined ? [] : versionsOf(region, one);
      for (let at = index === first ? skip : 0; at < versions.length; at += 1) {
        if (Functions.length === 50) {
          return this.#page({ Functions }, `${index}/${at}`);
        }
        Functions.push(...versions.slice(at, at + 1));
      }
    }
    return this.#page({ Functions }, undefined);
  }

  eventSourceMappings(region: string, marker: string | undefined): Promise<ListingPage> {
    this.#spend(1, `mappings ${region} ${marker ?? ''}`);
    const refused = this.#refused('mappings', 'EventSourceMappings');
    if (refused !== undefined) return refused;
    const first = Number(marker ?? 0);
    const owners = (this.functionsOf.get(region) ?? []).flatMap((one) =>
      Array.from({ length: one.mappings ?? 0 }, (_, index) => ({ one, index })),
    );
    const EventSourceMappings = owners
      .slice(first, first + 100)
      .map(({ one, index }) => mappingOf(region, one, index));
    const next = first + 100 < owners.length ? String(first + 100) : undefined;
    return this.#page({ EventSourceMappings }, next);
  }

  functionDetails(region: string, listed: SnapshotPart): Promise<SnapshotPart> {
    const items = listed.collections.Functions ?? [];
    const Functions = items;
    const attached = Functions.filter(
      (one) => one.Version === '$LATEST' && (one.VpcConfig?.SubnetIds ?? []).length > 0,
    );
    const versioned = new Set(
      Functions.filter((one) => one.Version !== '$LATEST').map((one) => one.FunctionName),
    );
    // State and destinations of the attached, aliases and provisioned concurrency of the versioned.
    this.#spend(2 * attached.length + 2 * versioned.size, `details ${region} ${items.length}`);
    this.mostItems = Math.max(this.mostItems, items.length);
    return Promise.resolve({
      collections: {
        Functions: Functions.map((one) =>
          attached.includes(one) ? { ...one, State: 'Active' } : one,
        ),
        Aliases: [],
        ProvisionedConcurrencyConfigs: [],
        FunctionEventInvokeConfigs: [],
      },
      gaps: [],
      notFound: [],
    });
  }

  #lambdaFunction(region: string, arn: string): Promise<Fact<InventoriedFunction | undefined>> {
    this.#spend(CALLS_FOR_ONE_FUNCTION, `function ${arn}`);
    const reason = this.refusals.lambdaFunction;
    if (reason !== undefined) return Promise.resolve(unknown(reason));
    const one = (this.functionsOf.get(region) ?? []).find(
      ({ name }) => functionArn(name, region) === arn,
    );
    if (one === undefined) return Promise.resolve(known(undefined));
    const Functions = versionsOf(region, one);
    const EventSourceMappings = Array.from({ length: one.mappings ?? 0 }, (_, index) =>
      mappingOf(region, one, index),
    );
    const { roleArns } = referencesOf(Functions);
    return Promise.resolve(
      known({
        functionArn: arn,
        region,
        vpcIds: one.vpcId === undefined ? [] : [one.vpcId],
        roleArns,
        capacityProviderArns: [],
        capturedAt: this.now.toISOString(),
        part: functionPart(
          joinParts([
            { ...EMPTY_PART, collections: { Functions, EventSourceMappings } },
            {
              ...EMPTY_PART,
              collections: {
                Aliases: [],
                ProvisionedConcurrencyConfigs: [],
                FunctionEventInvokeConfigs: [],
              },
            },
          ]),
          arn,
        ),
      }),
    );
  }

  async #role(arn: string): Promise<Fact<InventoriedRole | undefined>> {
    this.asked.push(`role ${arn}`);
    if (!this.roles.has(arn)) return known(undefined);
    return known({
      roleArn: arn,
      policyArns: [],
      capturedAt: this.now.toISOString(),
      part: {
        ...EMPTY_PART,
        collections: { RoleDetailList: [roleItem(arn)], Policies: [] },
      },
    });
  }

  async authorizationDetails(
    marker: string | undefined,
    wanted: WantedRoles,
  ): ReturnType<AccountListing['authorizationDetails']> {
    this.asked.push(`roles ${marker ?? ''}`);
    const reason = this.refusals.authorizationDetails;
    if (reason !== undefined) {
      return { ...EMPTY_PART, gaps: [{ collection: 'RoleDetailList', reason }] };
    }
    const first = Number(marker ?? 0);
    const listed = [...this.roles].slice(first, first + 100);
    const matter = await wanted(listed);
    const RoleDetailList = listed.filter((arn) => matter.has(arn)).map(roleItem);
    const next = first + 100 < this.roles.size ? { next: String(first + 100) } : {};
    return { ...EMPTY_PART, collections: { RoleDetailList, Policies: [] }, ...next };
  }

  async #locate(ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    this.asked.push(`locate ${ids.join()}`);
    return new Map(ids.map((id) => [id, [id.replace(/^subnet-/, '')]]));
  }

  async vpcs(region: string): Promise<Fact<readonly string[]>> {
    return known(this.endpointVpcs.get(region) ?? []);
  }

  async topic(region: string, topic: string): Promise<SnapshotPart> {
    this.asked.push(`topic ${region} ${topic}`);
    this.now = new Date(this.now.getTime() + 2_000);
    return EMPTY_PART;
  }

  async account(region: string): Promise<SnapshotPart> {
    this.asked.push(`account ${region}`);
    return EMPTY_PART;
  }

  #page(collections: SnapshotPart['collections'], next: string | undefined): Promise<ListingPage> {
    const count = Object.values(collections).flat().length;
    this.mostItems = Math.max(this.mostItems, count);
    return Promise.resolve({ part: { ...EMPTY_PART, collections }, next });
  }

  #refused(
    call: 'functions' | 'mappings',
    collection: 'Functions' | 'EventSourceMappings',
  ): Promise<ListingPage> | undefined {
    const reason = this.refusals[call];
    if (reason === undefined) return undefined;
    return Promise.resolve({
      part: { ...EMPTY_PART, gaps: [{ collection, reason }] },
      next: undefined,
    });
  }

  #spend(calls: number, what: string): void {
    this.asked.push(what);
    this.lambdaCalls += calls;
    this.now = new Date(this.now.getTime() + calls * LAMBDA_CALL_MILLISECONDS);
  }
}

export function roleArn(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:role/${name}`;
}

function roleItem(arn: string): Item<'RoleDetailList'> {
  return item('RoleDetailList', { Arn: arn, RoleName: arn.slice(arn.lastIndexOf('/') + 1) });
}

function versionsOf(region: string, one: SimulatedFunction): readonly Item<'Functions'>[] {
  const arn = functionArn(one.name, region);
  const settings = {
    FunctionName: one.name,
    Role: roleArn(one.role ?? 'lambda'),
    VpcConfig:
      one.vpcId === undefined
        ? { SubnetIds: [], SecurityGroupIds: [], VpcId: '' }
        : { SubnetIds: [`subnet-${one.vpcId}`], SecurityGroupIds: ['sg-1'], VpcId: 'vpc-false' },
  };
  return [
    item('Functions', { ...settings, FunctionArn: arn, Version: '$LATEST' }),
    ...Array.from({ length: one.versions ?? 0 }, (_, index) =>
      item('Functions', {
        ...settings,
        FunctionArn: `${arn}:${index + 1}`,
        Version: `${index + 1}`,
      }),
    ),
  ];
}

function mappingOf(
  region: string,
  one: SimulatedFunction,
  index: number,
): Item<'EventSourceMappings'> {
  return item('EventSourceMappings', {
    UUID: `${one.name}-${index}`,
    FunctionArn: functionArn(one.name, region),
    EventSourceArn: `arn:aws:sqs:${region}:${ACCOUNT}:${one.name}`,
    State: 'Enabled',
  });
}
