import type { SnapshotPart } from '../../model/snapshot-part.ts';
import { markEdgeFunctions, mayBeEdge } from './edge-functions.ts';
import { readConfigurations } from './function-configurations.ts';
import { withOwnTags } from './function-tags.ts';
import { readInvokeConfigs } from './invoke-configs.ts';
import { listFunctions } from './lambda-pages.ts';
import type { ReadContext } from './read-context.ts';
import { readVersionUses } from './version-uses.ts';

/**
 * What a listing leaves out of some functions, by the same steps as a reading of the whole account: a
 * call for each attached function, and two for each with published versions.
 *
 * @param listed the functions, with their event sources, roles and policies
 */
export async function readFunctionDetails(
  context: ReadContext,
  listed: SnapshotPart,
): Promise<SnapshotPart> {
  const { reading } = context;
  for (const name of ['EventSourceMappings', 'RoleDetailList', 'Policies'] as const) {
    reading.assume(name, listed.collections[name] ?? []);
  }
  const all = listed.collections.Functions ?? [];
  const functions = mayBeEdge(all)
    ? markEdgeFunctions(all, await listFunctions(context, 'us-east-1'), reading)
    : all;
  const uses = await readVersionUses(context, functions);
  const configured = await readConfigurations(context, functions, uses);
  reading.put('Functions', await withOwnTags(context, configured));
  await readInvokeConfigs(context);
  return reading.part();
}
