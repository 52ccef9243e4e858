import { readFile } from 'node:fs/promises';

/**
 * An esbuild plugin that makes the AWS SDK's schemas tree-shakable.
 *
 * The SDK's generated schema files name list members by computed keys (`{ [_xN]: … }`). A computed key
 * may have side effects, so esbuild keeps every schema that uses one: client-ec2 stays 2.6 times as
 * large as it must be. The keys are string constants of the same file, so writing the strings themselves
 * changes nothing but that (https://github.com/aws/aws-sdk-js-v3/issues/7607).
 */
export const slimAwsSchemas = {
  name: 'slim-aws-schemas',
  setup(build) {
    build.onLoad({ filter: /@aws-sdk[\\/].*[\\/]schemas_\d+\.js$/ }, async ({ path }) => ({
      contents: inlineComputedKeys(await readFile(path, 'utf8')),
      loader: 'js',
    }));
  },
};

const CONSTANT = /^const (_\w+) = ("[^"\\\n]*");$/gm;
const COMPUTED_KEY = /\[(_\w+)\]:/g;

/** The source with each computed key that is a string constant of its own written as that string. */
export function inlineComputedKeys(source) {
  const constants = new Map(
    Array.from(source.matchAll(CONSTANT), ([, name, text]) => [name, text]),
  );
  return source.replace(COMPUTED_KEY, (whole, name) =>
    constants.has(name) ? `${constants.get(name)}:` : whole,
  );
}
