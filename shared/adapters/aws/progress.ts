/** Takes one line of progress, without a line break. */
export type ProgressReport = (line: string) => void;

const QUIET_MILLISECONDS = 2_000;

/**
 * Says every two seconds how far a reading has come, so that what ends sooner says nothing. Lines hold
 * counts and names of calls, never anything that AWS answered.
 */
export class Progress {
  readonly #report: ProgressReport;
  readonly #parts = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(report: ProgressReport) {
    this.#report = report;
  }

  /** @param status text for the start of each line */
  start(status: () => string): void {
    this.stop();
    this.#timer = setInterval(() => {
      this.#report([status(), ...this.#parts.values()].join('; '));
    }, QUIET_MILLISECONDS);
    this.#timer.unref();
  }

  /** Notes that `done` of `total` parts of a work are done. */
  count(work: string, done: number, total: number): void {
    if (done === total) this.#parts.delete(work);
    else this.#parts.set(work, `${work} ${done} of ${total}`);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#parts.clear();
  }
}
