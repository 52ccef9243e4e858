import type { Terminal } from './terminal.ts';

/** Between two lines where nobody watches, such as in the log of a pipeline. */
const QUIET_MILLISECONDS = 15_000;

const CLEAR_LINE = '\r\u001b[2K';

/** Progress on standard error: one line that is written over on a terminal, now and then a line elsewhere. */
export interface ProgressLine {
  readonly report: (line: string) => void;
  /** Leaves the terminal's line empty for what follows. */
  readonly clear: () => void;
}

/** A progress line for the terminal. */
export function progressLine({ stderr, now }: Pick<Terminal, 'stderr' | 'now'>): ProgressLine {
  if (stderr.isTTY === true) {
    const most = Math.max(20, (stderr.columns ?? 80) - 1);
    return {
      report: (line) => stderr.write(`${CLEAR_LINE}${line.slice(0, most)}`),
      clear: () => stderr.write(CLEAR_LINE),
    };
  }
  let last = Number.NEGATIVE_INFINITY;
  return {
    report: (line) => {
      if (now() - last < QUIET_MILLISECONDS) return;
      last = now();
      stderr.write(`${line}\n`);
    },
    clear: () => undefined,
  };
}
