import { splitFunctionArn } from './arn.ts';
import { known, unknown } from './fact.ts';
import type { Fact } from './fact.ts';
import type { FunctionConfiguration } from './lambda.ts';
import { oncePerSnapshot } from './snapshot.ts';
import type { Snapshot } from './snapshot.ts';

/** What a published version is used by: an alias, provisioned concurrency, an event source mapping. */
export interface VersionUse {
  readonly version: string;
  readonly by: string;
}

/** A function with its published versions, oldest first. */
export interface FunctionVersions {
  /** Without a qualifier. */
  readonly functionArn: string;
  readonly latest?: FunctionConfiguration;
  readonly published: readonly FunctionConfiguration[];
  /** Every use of a published version that is known. */
  readonly uses: readonly VersionUse[];
  /** Known where all published versions and all their uses were read. */
  readonly complete: Fact<true>;
}

/** Every function of the snapshot by its unqualified ARN. */
export const functionVersions = oncePerSnapshot(
  (snapshot): ReadonlyMap<string, FunctionVersions> => {
    const byFunction = new Map<
      string,
      { latest?: FunctionConfiguration; published: FunctionConfiguration[] }
    >();
    for (const configuration of snapshot.seen('Functions')) {
      const { functionArn } = splitFunctionArn(configuration.FunctionArn);
      let versions = byFunction.get(functionArn);
      if (versions === undefined) byFunction.set(functionArn, (versions = { published: [] }));
      if (configuration.Version === '$LATEST') versions.latest = configuration;
      else versions.published.push(configuration);
    }
    const uses = usesByFunction(snapshot);
    return new Map(
      [...byFunction].map(([functionArn, { latest, published }]) => [
        functionArn,
        {
          functionArn,
          ...(latest && { latest }),
          published: published.toSorted((a, b) => Number(a.Version) - Number(b.Version)),
          uses: uses.get(functionArn) ?? [],
          complete: completeness(snapshot, functionArn, published.length),
        },
      ]),
    );
  },
);

/**
 * Aliases name a version, and a second one with a weight; provisioned concurrency and event source
 * mappings name a version or an alias (https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html).
 */
function usesByFunction(snapshot: Snapshot): ReadonlyMap<string, readonly VersionUse[]> {
  const uses = new Map<string, VersionUse[]>();
  const add = (arn: string, version: string | undefined, by: string): void => {
    if (version === undefined || !/^\d+$/.test(version)) return;
    const { functionArn } = splitFunctionArn(arn);
    const list = uses.get(functionArn);
    if (list === undefined) uses.set(functionArn, [{ version, by }]);
    else list.push({ version, by });
  };
  for (const alias of snapshot.seen('Aliases')) {
    add(alias.AliasArn, alias.FunctionVersion, `alias ${alias.Name}`);
    for (const version of Object.keys(alias.RoutingConfig?.AdditionalVersionWeights ?? {})) {
      add(alias.AliasArn, version, `alias ${alias.Name}`);
    }
  }
  for (const config of snapshot.seen('ProvisionedConcurrencyConfigs')) {
    add(
      config.FunctionArn,
      splitFunctionArn(config.FunctionArn).qualifier,
      'provisioned concurrency',
    );
  }
  for (const mapping of snapshot.seen('EventSourceMappings')) {
    if (mapping.FunctionArn === undefined) continue;
    const { qualifier } = splitFunctionArn(mapping.FunctionArn);
    add(mapping.FunctionArn, qualifier, `event source mapping ${mapping.UUID}`);
  }
  return uses;
}

/** Without published versions there is nothing an alias could name: only the listing must be complete. */
function completeness(snapshot: Snapshot, functionArn: string, published: number): Fact<true> {
  const versions = snapshot.gap('Functions', versionsOf(functionArn));
  if (versions !== undefined) return versions;
  if (published === 0) return known(true);
  const collections = ['Aliases', 'ProvisionedConcurrencyConfigs', 'EventSourceMappings'] as const;
  for (const collection of collections) {
    const gap = snapshot.gap(collection, functionArn);
    if (gap !== undefined) return gap;
    const all = snapshot.all(collection);
    if (!all.known) return unknown(all.reason);
  }
  return known(true);
}

/** The tags of a function; they belong to the function and not to a version. */
export function functionTags(
  snapshot: Snapshot,
  functionArn: string,
): Fact<Readonly<Record<string, string>>> {
  const tags = functionVersions(snapshot).get(functionArn)?.latest?.Tags;
  if (tags !== undefined) return known(tags);
  return (
    snapshot.gap('Functions', tagsOf(functionArn)) ??
    unknown({ kind: 'not-read', call: 'lambda:ListTags' })
  );
}

/** What a gap about a function's tags is filed under. */
export function tagsOf(functionArn: string): string {
  return `${functionArn} Tags`;
}

/** What a gap about a function's published versions is filed under. */
export function versionsOf(functionArn: string): string {
  return `${functionArn}:*`;
}
