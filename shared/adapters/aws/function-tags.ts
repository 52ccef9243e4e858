import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import type { ResourceTagMapping } from '@aws-sdk/client-resource-groups-tagging-api';
import type { Item } from '../../model/collections.ts';
import { tagsOf } from '../../model/function-versions.ts';
import { isAttached } from './function-configurations.ts';
import { listTags } from './list-tags.ts';
import { allPages, joinPages } from './pages.ts';
import type { Pages } from './pages.ts';
import { portionsOf } from './portions.ts';
import type { ReadContext } from './read-context.ts';

type FunctionItem = Item<'Functions'>;
type Tags = Readonly<Record<string, string>>;

const GET_RESOURCES = 'tag:GetResources';

/** In a page, and in a list of ARNs. */
const MOST_ARNS = 100;

/**
 * Joins the tags to `$LATEST`. `tag:GetResources` reads those of a hundred functions at once and spares
 * Lambda's quota; where it is refused, `lambda:ListTags` is asked for the attached functions.
 */
export async function withTags(
  context: ReadContext,
  functions: readonly FunctionItem[],
): Promise<readonly FunctionItem[]> {
  return joinTags(context, functions, await tagsOfAll(context));
}

/** The same for some functions of many: only their tags are asked for. */
export async function withOwnTags(
  context: ReadContext,
  functions: readonly FunctionItem[],
): Promise<readonly FunctionItem[]> {
  return joinTags(context, functions, await tagsOfThese(context, functions));
}

function tagsOfAll({ clients, inFlight }: ReadContext): Promise<Pages<ResourceTagMapping>> {
  return inFlight(() =>
    allPages(GET_RESOURCES, async (PaginationToken) => {
      const answer = await clients.tagging.send(
        new GetResourcesCommand({
          PaginationToken,
          ResourceTypeFilters: ['lambda:function'],
          ResourcesPerPage: MOST_ARNS,
        }),
      );
      return { items: answer.ResourceTagMappingList, next: answer.PaginationToken };
    }),
  );
}

/** A list of ARNs comes without pages, and bears no other parameter beside it. */
async function tagsOfThese(
  { clients, inFlight }: ReadContext,
  functions: readonly FunctionItem[],
): Promise<Pages<ResourceTagMapping>> {
  const arns = functions.filter((one) => one.Version === '$LATEST').map((one) => one.FunctionArn);
  const answers = await Promise.all(
    portionsOf(arns, MOST_ARNS).map((ResourceARNList) =>
      inFlight(() =>
        allPages(GET_RESOURCES, async () => {
          const answer = await clients.tagging.send(
            new GetResourcesCommand({ ResourceARNList: [...ResourceARNList] }),
          );
          return { items: answer.ResourceTagMappingList };
        }),
      ),
    ),
  );
  return joinPages(answers);
}

async function joinTags(
  context: ReadContext,
  functions: readonly FunctionItem[],
  { items, gap }: Pages<ResourceTagMapping>,
): Promise<readonly FunctionItem[]> {
  const { progress, reading } = context;
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
