import { readFile } from 'node:fs/promises';

/** The properties of `ControlDocumentation`. */
const DOCUMENTATION = ['rationale', 'references', 'knownMisses', 'facts'];

/**
 * An esbuild plugin that leaves out of the controls what is only read about them, on their pages and in
 * the command line. The type `Control`, as which the functions know a control, does not have it.
 */
export const undocumentedControls = {
  name: 'undocumented-controls',
  setup(build) {
    build.onLoad({ filter: /shared[\\/]controls[\\/][\w-]+[\\/][\w-]+\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      return { contents: withoutDocumentation(source), loader: 'ts' };
    });
  },
};

/**
 * The source of a control without its documentation; any other source as it is. The formatter sees to
 * it that each property of `meta` begins a line of its own.
 *
 * @throws Error where a control does not have a property there, once
 */
export function withoutDocumentation(source) {
  if (!source.includes('= defineControl({')) return source;
  return DOCUMENTATION.reduce((left, property) => {
    const [before, after, ...more] = left.split(new RegExp(`^ {4}${property}:`, 'm'));
    const end = after?.search(/^ {4}\w/m) ?? -1;
    if (end < 0 || more.length > 0)
      throw new Error(`a control has not one ${property} in its meta`);
    return before + after.slice(end);
  }, source);
}
