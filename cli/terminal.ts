/** What a command may write to and read from its surroundings, so that tests can stand in for a terminal. */

export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** Width of the terminal in cells, where there is one. */
  readonly columns?: number;
}

export interface Terminal {
  readonly stdout: OutputStream;
  /** Progress, notices and errors; never a result. */
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder against which paths are resolved. */
  readonly cwd: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A file is no terminal, whatever the terminal it was asked from. */
export const FILE_STREAM: OutputStream = { write: () => undefined, isTTY: false };

/** Width where the output is no terminal, and the widest that is comfortable to read. */
const DEFAULT_WIDTH = 100;
const NARROWEST = 40;
const WIDEST = 120;

/** The width to lay text out for, in cells. */
export function widthOf(stream: OutputStream): number {
  const columns = stream.isTTY === true ? stream.columns : undefined;
  if (columns === undefined || columns <= 0) return DEFAULT_WIDTH;
  return Math.min(Math.max(columns, NARROWEST), WIDEST);
}

/**
 * Whether to colour: NO_COLOR (https://no-color.org) and a dumb terminal say no, FORCE_COLOR says yes,
 * else it takes a terminal.
 */
export function usesColour(stream: OutputStream, env: Terminal['env']): boolean {
  if (isSet(env['NO_COLOR'])) return false;
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
