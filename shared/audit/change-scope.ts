import { parametersOf } from '../controls/define-control.ts';
import { DEPLOYERS } from '../controls/roles/deployers.ts';
import { affectedUnits, unitsOfFunctions } from '../events/affected-units.ts';
import type { AuditUnit } from '../events/audit-unit.ts';
import type { MatchedChange } from '../events/change.ts';
import { globalEventRegion } from '../events/event-regions.ts';
import type { NamedScope } from '../events/named-scope.ts';
import type { VpcIndex } from '../events/vpc-index.ts';
import type { Cause } from '../findings/stored-finding.ts';
import { partitionOf } from '../model/arn.ts';
import { REGION_TOPICS } from '../ports/region-facts.ts';
import type { RegionTopic } from '../ports/region-facts.ts';
import type { AuditDependencies } from './audit-dependencies.ts';
import { ChangedFunctions } from './changed-functions.ts';
import type { InventoryRefresh } from './inventory-refresh.ts';

/** What is to be audited for a change. */
export interface ChangeScope {
  readonly units: readonly AuditUnit[];
  /** Roles that it touches. */
  readonly roleArns: readonly string[];
  /** The roles are too many to be read here: their functions are not among the units. */
  readonly leavesRoles: boolean;
  /** The event does not say which functions or roles it is about: all must be read again. */
  readonly needsSweep: boolean;
}

/** Each costs half a dozen calls of IAM, whose quota is the whole account's. */
export const MOST_ROLES = 10;

/** Asks indexes and inventories what changes affect; within a batch each index is read once. */
export class ChangeScopes {
  readonly #with: AuditDependencies;
  readonly #functions: ChangedFunctions;
  readonly #indexes = new Map<string, Promise<readonly VpcIndex[]>>();

  constructor(dependencies: AuditDependencies, refresh: InventoryRefresh) {
    this.#with = dependencies;
    this.#functions = new ChangedFunctions(dependencies, refresh);
  }

  /** Whether anything that the event could be about is audited. */
  reaches(change: MatchedChange): boolean {
    return isGlobal(change) || this.#isAudited(change);
  }

  /** Facts that the change touches: to be read again before what they are facts of is audited. */
  topicsOf(change: MatchedChange, named: NamedScope): readonly RegionTopic[] {
    const { kind, eventName } = change;
    const topics = TOPICS.filter(
      ([, { kinds, eventNames = [eventName] }]) =>
        kinds.includes(kind) && eventNames.includes(eventName),
    ).map(([topic]) => topic);
    return this.#isAboutPrincipals(change, named) ? [...topics, 'account'] : topics;
  }

  /** Reads what the change names into the inventory, and says what is to be audited. */
  async of(change: MatchedChange, named: NamedScope, cause: Cause): Promise<ChangeScope> {
    const [homeRegion] = this.#with.regions;
    const roleArns = await this.#functions.rolesOf(change, named);
    const leavesRoles = roleArns.length > MOST_ROLES;
    const indexes = await this.#indexesIn(isGlobal(change) ? this.#with.regions : [change.region]);
    const functions = leavesRoles
      ? []
      : [
          ...(await this.#functions.withRoles(roleArns)),
          ...(await this.#functions.of(change, named, indexes, cause)),
        ];
    const answers = { homeRegion, indexes, functions };
    const first = affectedUnits(change, named, answers);
    const { units, needsSweep } =
      first.toLocate.length === 0
        ? first
        : affectedUnits(change, named, {
            ...answers,
            located: await this.#with.reader.locate(change.region, first.toLocate),
          });
    const account: AuditUnit = { kind: 'account', region: homeRegion };
    const all = this.#isAboutPrincipals(change, named) ? [...units, account] : units;
    return { units: this.#audited(all), roleArns, leavesRoles, needsSweep };
  }

  /** The units of the functions that run with the roles, which are read again first. */
  async ofRoles(roleArns: readonly string[]): Promise<readonly AuditUnit[]> {
    if (roleArns.length === 0) return [];
    const functions = await this.#functions.withRoles(roleArns);
    return this.#audited(unitsOfFunctions(functions, await this.#indexesIn(this.#with.regions)));
  }

  /** The configuration names principals whose permissions are judged with the account. */
  #isAboutPrincipals({ row }: MatchedChange, { roles }: NamedScope): boolean {
    if (row.fanOut !== 'functions-of-role') return false;
    const { deployerArns } = parametersOf(DEPLOYERS, this.#with.configuration);
    const names = new Set(deployerArns.map(nameOf));
    return roles.some((role) => names.has(nameOf(role)));
  }

  async #indexesIn(regions: readonly string[]): Promise<readonly VpcIndex[]> {
    const indexes = await Promise.all(
      regions.map((region) => {
        const read = this.#indexes.get(region) ?? this.#with.state.network.all(region);
        this.#indexes.set(region, read);
        return read;
      }),
    );
    return indexes.flat();
  }

  #audited(units: readonly AuditUnit[]): readonly AuditUnit[] {
    return units.filter((unit) => this.#isAudited(unit));
  }

  #isAudited({ region }: { readonly region: string }): boolean {
    return this.#with.regions.includes(region);
  }
}

interface Topic {
  readonly kinds: readonly string[];
  readonly eventNames?: readonly string[];
}

const TOPICS = Object.entries(REGION_TOPICS) as readonly (readonly [RegionTopic, Topic])[];

function isGlobal({ eventSource, region }: MatchedChange): boolean {
  return globalEventRegion(eventSource, partitionOf(region)) !== undefined;
}

/** Unique in an account, whatever the path. */
function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
