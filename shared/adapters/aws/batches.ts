/**
 * The items in their order, cut into batches of at most `count` items and `bytes` bytes. An item that
 * is larger alone makes a batch of its own.
 */
export function batchesOf<T>(
  items: readonly T[],
  most: { readonly count: number; readonly bytes: number },
  sizeOf: (item: T) => number,
): readonly (readonly T[])[] {
  const batches: T[][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = sizeOf(item);
    const last = batches.at(-1);
    if (last === undefined || last.length >= most.count || bytes + size > most.bytes) {
      batches.push([item]);
      bytes = size;
    } else {
      last.push(item);
      bytes += size;
    }
  }
  return batches;
}
