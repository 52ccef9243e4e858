import type { Plugin } from 'esbuild';

/** Leaves of the package.json of the AWS SDK's clients the version. */
export const slimAwsClients: Plugin;

/** Sends findings to Security Hub as the JSON that they are. */
export const plainFindings: Plugin;

/** The source of Security Hub's schemas with findings of any shape. */
export function withPlainFindings(source: string): string;
