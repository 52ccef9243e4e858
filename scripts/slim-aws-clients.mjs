import { readFile } from 'node:fs/promises';
import { inlineComputedKeys } from './slim-aws-schemas.mjs';

/**
 * An esbuild plugin that leaves out of the AWS SDK's clients what no request needs: of a client's
 * package.json all but the version, which is all that the user agent says of it.
 */
export const slimAwsClients = {
  name: 'slim-aws-clients',
  setup(build) {
    build.onLoad({ filter: /@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/**
 * An esbuild plugin that sends findings to Security Hub as the JSON that they are. The SDK's schema of a
 * finding holds the details of every kind of resource there is, for which this project has no use: it is
 * twice as large as any other client.
 */
export const plainFindings = {
  name: 'plain-findings',
  setup(build) {
    const file = /client-securityhub[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/;
    build.onLoad({ filter: file }, async ({ path }) => ({
      contents: inlineComputedKeys(withPlainFindings(await readFile(path, 'utf8'))),
      loader: 'js',
    }));
  },
};

const FINDING = /^export var AwsSecurityFinding\$ = \[[\s\S]*?^\];$/m;

/** The SDK's number for a value of any shape, in the schemas that its clients are generated with. */
const DOCUMENT = 15;

/**
 * The source of the schemas with findings of any shape.
 *
 * @throws Error where the schema of a finding is not where it was
 */
export function withPlainFindings(source) {
  if (!FINDING.test(source)) throw new Error('the schema of a Security Hub finding is not found');
  return source.replace(FINDING, `export var AwsSecurityFinding$ = ${DOCUMENT};`);
}
