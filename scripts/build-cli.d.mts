/** Builds the command line into a folder, which is emptied once the build has succeeded. */
export function buildCli(outdir: string): Promise<void>;
