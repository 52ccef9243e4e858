import type { Plugin } from 'esbuild';

/** Leaves out of the controls what is only read about them. */
export const undocumentedControls: Plugin;

/** The source of a control without its documentation; any other source as it is. */
export function withoutDocumentation(source: string): string;
