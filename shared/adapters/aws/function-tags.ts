import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import type { ResourceTagMapping } from '@aws-sdk/client-resource-groups-tagging-api';
import type { Item } from '../../model/collections.ts';
import { tagsOf } from '../../model/function-versions.ts';
import { isAttached } from './function-configurations.ts';
import { listTags } from './list-tags.ts';
import { allPages } from './pages.ts';
import type { ReadContext } from './read-context.ts';

type FunctionItem = Item<'Functions'>;
type Tags = Readonly<Record<string, string>>;

/**
 * Joins the tags to `$LATEST`. `tag:GetResources` reads those of a hundred functions at once and spares
 * Lambda's quota; where it is refused, `lambda:ListTags` is asked for the attached functions.
 */
export async function withTags(
  context: ReadContext,
  functions: readonly FunctionItem[],
): Promise<readonly FunctionItem[]> {
  const { clients, progress, reading, inFlight } = context;
  const { items, gap } = await inFlight(() =>
    allPages('tag:GetResources', async (PaginationToken) => {
      const answer = await clients.tagging.send(
        new GetResourcesCommand({
          PaginationToken,
          ResourceTypeFilters: ['lambda:function'],
          ResourcesPerPage: 100,
        }),
      );
      return { items: answer.ResourceTagMappingList, next: answer.PaginationToken };
    }),
  );
  const tagged = new Map(items.map((one) => [one.ResourceARN, tagsIn(one)]));
  const latest = functions.filter((item) => item.Version === '$LATEST');
  const asked = latest.filter((item) => isAttached(item) && !tagged.has(item.FunctionArn));
  let done = 0;
  if (gap !== undefined) {
    await Promise.all(
      asked.map(async (item) => {
        const tags = await listTags(context, item.FunctionArn);
        if (tags !== undefined) tagged.set(item.FunctionArn, tags);
        progress.count('tags of functions', (done += 1), asked.length);
      }),
    );
    for (const item of latest) {
      if (!isAttached(item) && !tagged.has(item.FunctionArn)) {
        reading.gap('Functions', gap, tagsOf(item.FunctionArn));
      }
    }
  }
  return functions.map((item) => {
    if (item.Version !== '$LATEST') return item;
    const tags = tagged.get(item.FunctionArn) ?? (gap === undefined ? {} : undefined);
    return tags === undefined ? item : { ...item, Tags: tags };
  });
}

function tagsIn(mapping: ResourceTagMapping): Tags {
  return Object.fromEntries((mapping.Tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? '']));
}
