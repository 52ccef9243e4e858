/**
 * A time in the one form in which times compare as text: ISO 8601 in UTC with milliseconds.
 *
 * @throws RangeError where the text is no time
 */
export function instant(time: string): string {
  const milliseconds = Date.parse(time);
  if (Number.isNaN(milliseconds)) throw new RangeError(`${JSON.stringify(time)} is not a time`);
  return new Date(milliseconds).toISOString();
}

/** Whether the first time lies after the second. */
export function isLater(time: string, than: string): boolean {
  return instant(time) > instant(than);
}
