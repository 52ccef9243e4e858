/** How many requests were sent to AWS, retries included, by IAM service prefix and operation. */
export class CallCounts {
  readonly #counts = new Map<string, number>();

  /** `operation` as in `lambda:ListFunctions`. */
  add(operation: string): void {
    this.#counts.set(operation, (this.#counts.get(operation) ?? 0) + 1);
  }

  get total(): number {
    let total = 0;
    for (const count of this.#counts.values()) total += count;
    return total;
  }

  /** By operation, in alphabetical order. */
  get byOperation(): ReadonlyMap<string, number> {
    return new Map([...this.#counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}
