/** What the process answers; the same numbers for every command. */
export const EXIT_CODES = {
  /** The command did what it was asked. */
  done: 0,
  /** The tool failed: AWS did not answer, a file could not be written, a control broke. */
  failed: 1,
  /** Wrong usage, wrong configuration or input that cannot be read. */
  wrongInput: 2,
  /** There are findings at or above `--fail-on`; `policy --check` or `doctor` found something wrong. */
  findings: 3,
} as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];
