import type { PlacedFunction } from '../events/affected-units.ts';
import type { MatchedChange } from '../events/change.ts';
import { idsOf } from '../events/named-scope.ts';
import type { NamedScope } from '../events/named-scope.ts';
import type { VpcIndex } from '../events/vpc-index.ts';
import type { Cause } from '../findings/stored-finding.ts';
import { parseArn, partitionOf, splitFunctionArn } from '../model/arn.ts';
import type { AuditDependencies } from './audit-dependencies.ts';
import type { InventoryRefresh } from './inventory-refresh.ts';

/** Finds the functions that a change reaches by name, role, policy, mapping or capacity provider. */
export class ChangedFunctions {
  readonly #with: AuditDependencies;
  readonly #refresh: InventoryRefresh;

  constructor(dependencies: AuditDependencies, refresh: InventoryRefresh) {
    this.#with = dependencies;
    this.#refresh = refresh;
  }

  /** The roles that a change of IAM touches; an event of a function names one that did not change. */
  async rolesOf({ row }: MatchedChange, named: NamedScope): Promise<readonly string[]> {
    if (row.fanOut === 'functions-of-role') return named.roles;
    if (row.fanOut !== 'functions-of-managed-policy') return [];
    const policies = idsOf(named.resources, 'policy');
    const { roles } = this.#with.state;
    const attached = await Promise.all(policies.map((arn) => roles.withPolicy(arn)));
    return [...new Set(attached.flat())];
  }

  /** The functions that run with the roles, which are read again. */
  async withRoles(roleArns: readonly string[]): Promise<readonly PlacedFunction[]> {
    const functions = await Promise.all(roleArns.map((arn) => this.#refresh.role(arn)));
    return functions.flat();
  }

  /** The functions that the event names in one way or the other; those named themselves are read again. */
  async of(
    { row, region }: MatchedChange,
    named: NamedScope,
    indexes: readonly VpcIndex[],
    cause: Cause,
  ): Promise<readonly PlacedFunction[]> {
    if (row.fanOut === 'functions-of-capacity-provider') {
      const providers = idsOf(named.resources, 'capacity-provider');
      return this.#onProviders(
        providers.map((name) => this.#arnOf(name, 'capacity-provider', region)),
      );
    }
    if (row.fanOut !== 'function') return [];
    const arns =
      named.functions.length > 0
        ? named.functions.map((name) => this.#arnOf(name, 'function', region))
        : await this.#mapped(named, indexes);
    const found = await Promise.all(arns.map((arn) => this.#read(arn, cause)));
    return found.flat();
  }

  async #onProviders(arns: readonly string[]): Promise<readonly PlacedFunction[]> {
    const { functions } = this.#with.state;
    return (await Promise.all(arns.map((arn) => functions.withCapacityProvider(arn)))).flat();
  }

  async #read(functionArn: string, cause: Cause): Promise<readonly PlacedFunction[]> {
    const { accountId = '', region = '' } = parseArn(functionArn) ?? {};
    const isOurs = accountId === this.#with.accountId && this.#with.regions.includes(region);
    return isOurs ? this.#refresh.function(functionArn, region, cause) : [];
  }

  /** The functions of event source mappings that are named alone. */
  async #mapped(named: NamedScope, indexes: readonly VpcIndex[]): Promise<readonly string[]> {
    const mappings = new Set(idsOf(named.resources, 'event-source-mapping'));
    const hit = indexes.filter(({ ids }) => ids.some((id) => mappings.has(id)));
    const functions = await Promise.all(
      hit.map(({ region, vpcId }) => this.#with.state.functions.inVpc(region, vpcId)),
    );
    const arns = functions
      .flat()
      .flatMap(({ part }) => part.collections.EventSourceMappings ?? [])
      .filter(({ UUID }) => mappings.has(UUID))
      .map(({ FunctionArn = '' }) => splitFunctionArn(FunctionArn).functionArn);
    return [...new Set(arns)];
  }

  /** Where an event hides its account, it gives only the name. */
  #arnOf(name: string, resource: string, region: string): string {
    return name.startsWith('arn:')
      ? name
      : `arn:${partitionOf(region)}:lambda:${region}:${this.#with.accountId}:${resource}:${name}`;
  }
}
