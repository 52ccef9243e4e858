import { capacityProviderArn } from '../model/function-network.ts';
import type { FunctionConfiguration } from '../model/lambda.ts';
import type { SweepRun } from './sweep-phase.ts';

/** Tells in which VPCs versions of functions are; EC2 is asked once for each subnet of a step. */
export class FunctionPlaces {
  readonly #run: SweepRun;
  readonly #vpcOf = new Map<string, string | undefined>();
  #providers: Promise<ReadonlyMap<string, readonly string[]>> | undefined;

  constructor(run: SweepRun) {
    this.#run = run;
  }

  /** The VPCs by function, for the versions of several functions; by unqualified ARN. */
  async of(
    functions: ReadonlyMap<string, readonly FunctionConfiguration[]>,
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const places = new Map<string, readonly Place[]>();
    for (const [functionArn, versions] of functions) {
      const all = await Promise.all(versions.map((version) => this.#placeOf(version)));
      places.set(functionArn, all);
    }
    await this.#locate([...places.values()].flat().flatMap(({ subnetIds }) => subnetIds));
    return new Map([...places].map(([arn, all]) => [arn, this.#vpcIds(all)]));
  }

  #vpcIds(places: readonly Place[]): readonly string[] {
    const vpcIds = places.map(({ subnetIds, vpcId }) => {
      const located = subnetIds.map((id) => this.#vpcOf.get(id)).find((id) => id !== undefined);
      return located ?? vpcId;
    });
    return [...new Set(vpcIds.filter((id) => id !== undefined))].toSorted();
  }

  async #placeOf(version: FunctionConfiguration): Promise<Place> {
    const { SubnetIds = [], VpcId } = version.VpcConfig ?? {};
    if (SubnetIds.length > 0) return { subnetIds: SubnetIds, vpcId: VpcId || undefined };
    const provider = capacityProviderArn(version);
    if (provider === undefined) return { subnetIds: [], vpcId: undefined };
    this.#providers ??= this.#readProviders();
    return { subnetIds: (await this.#providers).get(provider) ?? [], vpcId: undefined };
  }

  async #readProviders(): Promise<ReadonlyMap<string, readonly string[]>> {
    const { collections } = await this.#run.with.state.regionFacts.get(this.#run.region);
    return new Map(
      (collections.CapacityProviders ?? []).map((one) => [
        one.CapacityProviderArn,
        one.VpcConfig?.SubnetIds ?? [],
      ]),
    );
  }

  async #locate(subnetIds: readonly string[]): Promise<void> {
    const unknown = [...new Set(subnetIds)].filter((id) => !this.#vpcOf.has(id));
    if (unknown.length === 0) return;
    const located = await this.#run.with.reader.locate(this.#run.region, unknown);
    for (const id of unknown) this.#vpcOf.set(id, located.get(id)?.[0]);
  }
}

interface Place {
  readonly subnetIds: readonly string[];
  /** What Lambda itself says: missing where it does not, and only asked where the subnets are gone. */
  readonly vpcId: string | undefined;
}
