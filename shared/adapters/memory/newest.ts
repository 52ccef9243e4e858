import { isLater } from '../../model/instant.ts';

/**
 * Keeps under each key what was captured last. A removal counts as a capture that found nothing, so
 * what was captured before it does not come back.
 */
export class Newest<T> {
  readonly #held = new Map<
    string,
    { readonly capturedAt: string; readonly value: T | undefined }
  >();
  /** The keys in order, until another one comes. */
  #keys: readonly string[] | undefined;

  /** Stores the value unless what is stored was captured later; answers whether it was stored. */
  put(key: string, value: T | undefined, capturedAt: string): boolean {
    const held = this.#held.get(key);
    if (held !== undefined && isLater(held.capturedAt, capturedAt)) return false;
    if (held === undefined) this.#keys = undefined;
    this.#held.set(key, { capturedAt, value });
    return true;
  }

  get(key: string): T | undefined {
    return this.#held.get(key)?.value;
  }

  /** Everything that is stored, in the order of the keys. */
  values(): readonly T[] {
    return [...this.after('')];
  }

  /** What is stored under the keys behind this one, in their order. */
  *after(key: string): Generator<T, undefined> {
    this.#keys ??= [...this.#held.keys()].toSorted();
    for (const one of this.#keys) {
      if (one <= key) continue;
      const value = this.get(one);
      if (value !== undefined) yield value;
    }
  }
}
