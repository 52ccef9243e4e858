/** A function as it is deployed. */
export interface BuiltFunction {
  /** Its folder under `functions`. */
  readonly name: string;
  /** The bundle, an ES module that exports `handler`. */
  readonly file: string;
  readonly bytes: number;
}

/** Names of the functions: the folders of `functions` that hold a handler. */
export function functionNames(): Promise<readonly string[]>;

/** Builds all functions into a folder, which is emptied once the build has succeeded. */
export function buildFunctions(outdir: string): Promise<readonly BuiltFunction[]>;
