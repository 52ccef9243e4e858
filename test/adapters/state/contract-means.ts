import type {
  FunctionInventory,
  FunctionReference,
} from '../../../shared/ports/function-inventory.ts';

/** All functions of a region, asked for page by page. */
export async function everyPage(
  functions: FunctionInventory,
  region: string,
): Promise<readonly FunctionReference[]> {
  const all: FunctionReference[] = [];
  let from: string | undefined;
  do {
    const page = await functions.page(region, from);
    all.push(...page.functions);
    from = page.next;
  } while (from !== undefined);
  return all;
}

/** Runs the task for each item, so many at a time. */
export async function inTurns<T>(
  items: readonly T[],
  atATime: number,
  task: (item: T) => Promise<unknown>,
): Promise<void> {
  for (let start = 0; start < items.length; start += atATime) {
    await Promise.all(items.slice(start, start + atATime).map(task));
  }
}

/** Text that no compression makes much smaller, the same for the same seed. */
export function noise(seed: number, length: number): string {
  let state = seed + 1;
  let text = '';
  while (text.length < length) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text += state.toString(36);
  }
  return text.slice(0, length);
}

/** The items in another order, decided by a stream of chance. */
export function shuffled<T>(items: readonly T[], chance: Iterator<number>): readonly T[] {
  const keyed = items.map((item) => ({ item, at: Number(chance.next().value) }));
  return keyed.toSorted((a, b) => a.at - b.at).map(({ item }) => item);
}
