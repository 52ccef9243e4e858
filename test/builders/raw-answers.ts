import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { splitFunctionArn } from '../../shared/model/arn.ts';
import { COLLECTIONS, COLLECTION_NAMES } from '../../shared/model/collections.ts';
import type { CollectionName } from '../../shared/model/collections.ts';
import { groupBy } from '../../shared/model/group-by.ts';
import type { SnapshotContent } from '../../shared/model/snapshot.ts';

type Loose = Readonly<Record<string, unknown>>;

/** What the AWS CLI prints, by the name of the file that it was saved to. */
export type RawAnswers = Readonly<Record<string, Loose>>;

/** Calls of which each answers one item although the topologies list them. */
const ONE_BY_ONE: ReadonlySet<CollectionName> = new Set([
  'VpcBlockPublicAccessOptions',
  'CapacityProviders',
  'ServiceControlPolicies',
  'Quotas',
  'ResolverRules',
]);

/**
 * The answers of which a snapshot consists, a call each: attributes of VPCs one by one, published versions
 * apart from the functions, instances in their reservations. What was not read has no answer.
 */
export function rawAnswers({ collections }: SnapshotContent): RawAnswers {
  const answers: Record<string, Loose> = {};
  for (const name of COLLECTION_NAMES) {
    const items: readonly Loose[] | undefined = collections[name];
    if (items === undefined) continue;
    Object.assign(answers, answersOf(name, items));
  }
  return answers;
}

/** Writes the answers into a folder. */
export async function writeAnswers(folder: string, answers: RawAnswers): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, answer] of Object.entries(answers)) {
    await writeFile(path.join(folder, `${name}.json`), JSON.stringify(answer, undefined, 4));
  }
}

function answersOf(name: CollectionName, items: readonly Loose[]): RawAnswers {
  const definition = COLLECTIONS[name];
  if (name === 'Functions') return functionAnswers(items);
  if (name === 'VpcAttributes') return attributeAnswers(items);
  if (name === 'Instances') return { [name]: { Reservations: [{ Instances: items }] } };
  if (!('single' in definition) || !ONE_BY_ONE.has(name)) return { [name]: { [name]: items } };
  const { single } = definition;
  return Object.fromEntries(items.map((item, index) => [`${name}-${index}`, { [single]: item }]));
}

/** list-functions, and list-versions-by-function for each of them. */
function functionAnswers(items: readonly Loose[]): RawAnswers {
  const arnOf = (item: Loose) => splitFunctionArn(String(item['FunctionArn']));
  const latest = items.filter((item) => arnOf(item).qualifier === undefined);
  const byFunction = groupBy(items, (item) => [arnOf(item).functionArn]);
  const answers: Record<string, Loose> = { Functions: { Functions: latest } };
  for (const [index, versions] of [...byFunction.values()].entries()) {
    // The call qualifies the unpublished one as well.
    const Versions = versions.map((item) => ({ ...item, FunctionArn: qualified(item) }));
    answers[`Versions-${index}`] = { Versions };
  }
  return answers;
}

function qualified(item: Loose): string {
  const { functionArn, qualifier = '$LATEST' } = splitFunctionArn(String(item['FunctionArn']));
  return `${functionArn}:${qualifier}`;
}

function attributeAnswers(items: readonly Loose[]): RawAnswers {
  return Object.fromEntries(
    items.flatMap((item) =>
      ['EnableDnsSupport', 'EnableDnsHostnames'].map((attribute) => [
        `${String(item['VpcId'])}-${attribute}`,
        { VpcId: item['VpcId'], [attribute]: item[attribute] },
      ]),
    ),
  );
}
