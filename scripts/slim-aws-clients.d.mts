import type { Plugin } from 'esbuild';

/** Leaves out of the AWS SDK's clients what the deployed functions have no use for. */
export const slimAwsClients: Plugin;

/** The source of Security Hub's schemas with findings of any shape. */
export function withPlainFindings(source: string): string;

/** The names of the errors that need no class, from a client's files of schemas and of error classes. */
export function plainErrors(schemas: string, errors: string): string[];
