/** How many of something, as people write it: `1 zone`, `2 zones`. The plural adds an s unless given. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}
