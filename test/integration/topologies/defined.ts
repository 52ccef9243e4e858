/** What the emulator must have answered; a topology cannot be built on without it. */
export function defined<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the emulator answered no ${what}`);
  return value;
}
