import type { Random } from './random.ts';

/**
 * Puts the calls of runs that are under way at the same time into one order by chance, and lets the time
 * pass with each of them.
 */
export class Turns {
  now: number;
  readonly #random: Random;
  readonly #waiting: (() => void)[] = [];

  constructor(random: Random, now: number) {
    this.#random = random;
    this.now = now;
  }

  /** Resolves when it is the caller's turn. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Lets one of those who wait go on; false where nobody does. */
  give(): boolean {
    if (this.#waiting.length === 0) return false;
    const at = this.#random.between(0, this.#waiting.length - 1);
    const [resolve] = this.#waiting.splice(at, 1);
    this.now += this.#random.between(10, 150);
    resolve?.();
    return true;
  }
}
