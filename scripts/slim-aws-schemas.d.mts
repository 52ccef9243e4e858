import type { Plugin } from 'esbuild';

/** Makes the schemas of the AWS SDK tree-shakable. */
export const slimAwsSchemas: Plugin;

/** The source with each computed key that is a string constant of its own written as that string. */
export function inlineComputedKeys(source: string): string;
