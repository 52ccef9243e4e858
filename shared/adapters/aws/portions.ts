/** The items in portions of at most `size`, for calls that take no more at once. */
export function portionsOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const portions: (readonly T[])[] = [];
  for (let start = 0; start < items.length; start += size) {
    portions.push(items.slice(start, start + size));
  }
  return portions;
}
