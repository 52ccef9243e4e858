import { readCapacityProviders } from './capacity-providers.ts';
import { markEdgeFunctions } from './edge-functions.ts';
import { leaveUnread, readConfigurations } from './function-configurations.ts';
import { withTags } from './function-tags.ts';
import { LIST_MAPPINGS, listFunctions, mappingsPage } from './lambda-pages.ts';
import { parseFunctions } from './listed-functions.ts';
import { allPages } from './pages.ts';
import type { ReadContext, ReadStep } from './read-context.ts';
import { readVersionUses } from './version-uses.ts';

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
  const functions = markEdgeFunctions(parseFunctions(reading, listed), edge, reading);
  const [uses] = await Promise.all([
    readVersionUses(context, functions),
    readCapacityProviders(context, functions),
  ]);
  leaveUnread(context, functions);
  const configured = await readConfigurations(context, functions, uses);
  reading.put('Functions', await withTags(context, configured));
};

async function readEventSourceMappings({
  clients,
  reading,
  lambdaInFlight,
}: ReadContext): Promise<void> {
  const pages = await lambdaInFlight(() =>
    allPages(LIST_MAPPINGS, (marker) => mappingsPage(clients.lambda, marker)),
  );
  reading.list('EventSourceMappings', pages);
}
