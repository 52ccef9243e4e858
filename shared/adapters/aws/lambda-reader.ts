import { ListEventSourceMappingsCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { splitFunctionArn } from '../../model/arn.ts';
import type { Item } from '../../model/collections.ts';
import { versionsOf } from '../../model/function-versions.ts';
import { readCapacityProviders } from './capacity-providers.ts';
import { markEdgeFunctions } from './edge-functions.ts';
import { readConfigurations } from './function-configurations.ts';
import { withTags } from './function-tags.ts';
import { allPages } from './pages.ts';
import type { Pages } from './pages.ts';
import type { ReadContext, ReadStep } from './read-context.ts';
import type { Reading } from './reading.ts';
import { idsOfRefused } from './refused-function.ts';
import { readVersionUses } from './version-uses.ts';

const LIST_FUNCTIONS = 'lambda:ListFunctions';

/** Lambda never answers more, whatever is asked. */
const PAGE = 50;

/**
 * The functions with all published versions, what uses the versions, and the capacity providers.
 * Lambda's control plane is scarce: per function there is a call only where the listing cannot answer.
 */
export const readFunctions: ReadStep = async (context) => {
  const { reading } = context;
  const [listed, edge] = await Promise.all([
    listFunctions(context),
    listFunctions(context, 'us-east-1'),
    readEventSourceMappings(context),
  ]);
  if (listed.gap !== undefined) reading.gap('Functions', listed.gap);
  if (listed.gap !== undefined && listed.items.length === 0) return;
  const functions = markEdgeFunctions(parseFunctions(context, listed), edge, reading);
  const [uses] = await Promise.all([
    readVersionUses(context, functions),
    readCapacityProviders(context, functions),
  ]);
  const configured = await readConfigurations(context, functions, uses);
  reading.put('Functions', await withTags(context, configured));
};

/** @param masterRegion lists the Lambda@Edge functions of that region instead */
function listFunctions(
  { clients, lambdaInFlight }: ReadContext,
  masterRegion?: string,
): Promise<Pages> {
  return lambdaInFlight(() =>
    allPages(LIST_FUNCTIONS, async (Marker) => {
      const answer = await clients.lambda.send(
        new ListFunctionsCommand({
          FunctionVersion: 'ALL',
          MaxItems: PAGE,
          Marker,
          ...(masterRegion !== undefined && { MasterRegion: masterRegion }),
        }),
      );
      return { items: answer.Functions, next: answer.NextMarker };
    }),
  );
}

/**
 * The functions of a listing. One that is not as documented is left out and leaves the collection
 * incomplete, but the versions only of its own function, where its ARN can still be read.
 */
function parseFunctions({ reading }: ReadContext, listed: Pages): readonly Item<'Functions'>[] {
  let mayLackAny = listed.gap !== undefined;
  const functions = reading.parse('Functions', listed.items, (problem, answer) => {
    const ids = idsOfRefused(answer);
    if (ids.length === 0) mayLackAny = true;
    reading.refuse('Functions', problem);
    for (const id of ids) reading.refuse('Functions', problem, id);
  });
  if (mayLackAny) leaveVersionGaps(reading, functions);
  return functions;
}

/** A listing that was cut short may lack versions of the functions it does hold. */
function leaveVersionGaps(reading: Reading, functions: readonly Item<'Functions'>[]): void {
  const gap = reading.gapOf('Functions');
  if (gap === undefined) return;
  const functionArns = new Set(
    functions.map((item) => splitFunctionArn(item.FunctionArn).functionArn),
  );
  for (const arn of functionArns) {
    reading.gap('Functions', { known: false, reason: gap.reason }, versionsOf(arn));
  }
}

async function readEventSourceMappings({
  clients,
  reading,
  lambdaInFlight,
}: ReadContext): Promise<void> {
  const pages = await lambdaInFlight(() =>
    allPages('lambda:ListEventSourceMappings', async (Marker) => {
      const answer = await clients.lambda.send(
        new ListEventSourceMappingsCommand({ Marker, MaxItems: 100 }),
      );
      return { items: answer.EventSourceMappings, next: answer.NextMarker };
    }),
  );
  reading.list('EventSourceMappings', pages);
}
