import type { Plugin } from 'esbuild';

/** Leaves of the SDK's credential chain what a Lambda function has: its environment. */
export const lambdaCredentials: Plugin;
