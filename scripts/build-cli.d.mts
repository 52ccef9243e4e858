/** Builds the command line into a folder, which is emptied first. */
export function buildCli(outdir: string): Promise<void>;
