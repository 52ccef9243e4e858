/** How many requests were sent to AWS, retries included, by IAM service prefix and operation. */
export class CallCounts {
  readonly #counts = new Map<string, number>();
  #taken: ReadonlyMap<string, number> = new Map();

  /** `operation` as in `lambda:ListFunctions`. */
  add(operation: string): void {
    this.#counts.set(operation, (this.#counts.get(operation) ?? 0) + 1);
  }

  get total(): number {
    let total = 0;
    for (const count of this.#counts.values()) total += count;
    return total;
  }

  /** By service prefix, since it was last taken. */
  take(): ReadonlyMap<string, number> {
    const all = new Map<string, number>();
    for (const [operation, count] of this.#counts) {
      const prefix = operation.slice(0, operation.indexOf(':'));
      all.set(prefix, (all.get(prefix) ?? 0) + count);
    }
    const before = this.#taken;
    this.#taken = all;
    const since = [...all].map(
      ([prefix, count]) => [prefix, count - (before.get(prefix) ?? 0)] as const,
    );
    return new Map(since.filter(([, count]) => count > 0));
  }

  /** By operation, in alphabetical order. */
  get byOperation(): ReadonlyMap<string, number> {
    return new Map([...this.#counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}
