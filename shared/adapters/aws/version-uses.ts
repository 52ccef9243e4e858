import {
  ListAliasesCommand,
  ListProvisionedConcurrencyConfigsCommand,
} from '@aws-sdk/client-lambda';
import { splitFunctionArn } from '../../model/arn.ts';
import type { Item } from '../../model/collections.ts';
import { isAskedFor } from './function-configurations.ts';
import { allPages } from './pages.ts';
import type { PartContext } from './read-context.ts';

/**
 * Reads aliases and provisioned concurrency of the functions that have published versions: without one
 * there is nothing they could name.
 *
 * @returns the qualified ARNs of the published versions in use
 */
export async function readVersionUses(
  context: PartContext,
  functions: readonly Item<'Functions'>[],
): Promise<ReadonlySet<string>> {
  const { reading, progress } = context;
  const versioned = new Set(
    functions
      .filter((item) => item.Version !== '$LATEST' && isAskedFor(context, item))
      .map((item) => splitFunctionArn(item.FunctionArn).functionArn),
  );
  reading.put('Aliases', []);
  reading.put('ProvisionedConcurrencyConfigs', []);
  let done = 0;
  await Promise.all(
    [...versioned].map(async (functionArn) => {
      await Promise.all([
        readAliases(context, functionArn),
        readProvisionedConcurrency(context, functionArn),
      ]);
      progress.count('aliases of functions', (done += 1), versioned.size);
    }),
  );
  return versionsInUse(context);
}

async function readAliases(context: PartContext, FunctionName: string): Promise<void> {
  const { clients, reading, lambdaInFlight } = context;
  const { items, gap } = await lambdaInFlight(() =>
    allPages('lambda:ListAliases', async (Marker) => {
      const answer = await clients.lambda.send(
        new ListAliasesCommand({ FunctionName, Marker, MaxItems: 50 }),
      );
      return { items: answer.Aliases, next: answer.NextMarker };
    }),
  );
  if (gap !== undefined) reading.gap('Aliases', gap, FunctionName);
  reading.add('Aliases', reading.parse('Aliases', items));
}

async function readProvisionedConcurrency(
  context: PartContext,
  FunctionName: string,
): Promise<void> {
  const { clients, reading, lambdaInFlight } = context;
  const { items, gap } = await lambdaInFlight(() =>
    allPages('lambda:ListProvisionedConcurrencyConfigs', async (Marker) => {
      const answer = await clients.lambda.send(
        new ListProvisionedConcurrencyConfigsCommand({ FunctionName, Marker, MaxItems: 50 }),
      );
      return { items: answer.ProvisionedConcurrencyConfigs, next: answer.NextMarker };
    }),
  );
  if (gap !== undefined) reading.gap('ProvisionedConcurrencyConfigs', gap, FunctionName);
  reading.add(
    'ProvisionedConcurrencyConfigs',
    reading.parse('ProvisionedConcurrencyConfigs', items),
  );
}

/** The same uses as the model's: aliases with both versions, provisioned concurrency, event sources. */
export function versionsInUse({ reading }: PartContext): ReadonlySet<string> {
  const inUse = new Set<string>();
  for (const alias of reading.items('Aliases')) {
    const { functionArn } = splitFunctionArn(alias.AliasArn);
    const weighted = Object.keys(alias.RoutingConfig?.AdditionalVersionWeights ?? {});
    for (const version of [alias.FunctionVersion, ...weighted]) {
      inUse.add(`${functionArn}:${version}`);
    }
  }
  const users = [
    ...reading.items('ProvisionedConcurrencyConfigs'),
    ...reading.items('EventSourceMappings'),
  ];
  for (const { FunctionArn } of users) if (FunctionArn !== undefined) inUse.add(FunctionArn);
  return inUse;
}
