import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { inlineComputedKeys } from './slim-aws-schemas.mjs';

/**
 * An esbuild plugin that leaves out of the AWS SDK's clients what the deployed functions have no use for:
 *
 * - of a client's package.json all but the version, which is all that the user agent says of it;
 * - the reading of event streams, which no operation here answers with: nothing asks for the package that
 *   stays an import. Bundled, it would keep half of the SDK's core from being tree-shaken as well;
 * - the shape of a Security Hub finding and the classes of errors, see below.
 */
export const slimAwsClients = {
  name: 'slim-aws-clients',
  setup(build) {
    build.onLoad({ filter: /@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/ }, async (file) => {
      const { version } = JSON.parse(await readFile(file.path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
    build.onResolve({ filter: /^@smithy\/core\/event-streams$/ }, (asked) =>
      asked.kind === 'dynamic-import' ? { path: asked.path, external: true } : undefined,
    );
    build.onLoad(
      { filter: /client-[\w-]+[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ },
      slimFile,
    );
    build.onLoad({ filter: /client-[\w-]+[\\/]dist-es[\\/]models[\\/]errors\.js$/ }, slimFile);
  },
};

/** A client's file of schemas or of error classes, without what is not needed. */
async function slimFile(file) {
  const folder = path.dirname(path.dirname(file.path));
  const source = await readFile(file.path, 'utf8');
  if (path.basename(file.path) === 'errors.js') {
    const schemas = await readFile(path.join(folder, 'schemas', 'schemas_0.js'), 'utf8');
    return { contents: withoutClasses(source, plainErrors(schemas, source)), loader: 'js' };
  }
  const errors = await readFile(path.join(folder, 'models', 'errors.js'), 'utf8').catch(noErrors);
  const fewer = withoutRegistrations(source, plainErrors(source, errors));
  const contents = file.path.includes('client-securityhub') ? withPlainFindings(fewer) : fewer;
  return { contents: inlineComputedKeys(contents), loader: 'js' };
}

/** EC2 has no file of error classes. */
function noErrors(error) {
  if (error.code !== 'ENOENT') throw error;
  return '';
}

const FINDING = /^export var AwsSecurityFinding\$ = \[[\s\S]*?^\];$/m;

/** The SDK's number for a value of any shape, in the schemas that its clients are generated with. */
const DOCUMENT = 15;

/**
 * The source of the schemas of Security Hub with findings of any shape: they are sent as the JSON that
 * they are. The SDK's schema of a finding holds the details of every kind of resource there is, for which
 * this project has no use: it is twice as large as any other client.
 *
 * @throws Error where the schema of a finding is not where it was
 */
export function withPlainFindings(source) {
  if (!FINDING.test(source)) throw new Error('the schema of a Security Hub finding is not found');
  return source.replace(FINDING, `export var AwsSecurityFinding$ = ${DOCUMENT};`);
}

/** The errors whose classes the functions' code asks for. One that is missing here fails the build. */
const ASKED_FOR = new Set([
  'ConditionalCheckFailedException',
  'TransactionCanceledException',
  'TransactionConflictException',
]);

const REGISTRATION = /^n0_registry\.registerError\((\w+)\$, \1\);$/gm;

/**
 * The names of the errors that need no class of their own. What the SDK has no class for it throws as the
 * base exception of the client, with the name and the message of the answer, as it does with every error
 * of EC2. So the classes that say no more than that can go: those of operations that nobody calls, too,
 * are registered when a client is loaded, which keeps all of them. Not so where the class knows another
 * name than the answer (the trait `awsQueryError`) or that the call may be repeated.
 *
 * @param {string} schemas the client's file of schemas
 * @param {string} errors its file of error classes
 */
export function plainErrors(schemas, errors) {
  return Array.from(schemas.matchAll(REGISTRATION), ([, name]) => name).filter((name) => {
    const schema = new RegExp(`^export var ${name}\\$ = [^;]*;$`, 'm').exec(schemas)?.[0];
    const [text] = classOf(name).exec(errors) ?? [];
    if (schema === undefined || text === undefined) return false;
    return !ASKED_FOR.has(name) && !schema.includes('[_aQE]') && !text.includes('$retryable');
  });
}

function withoutRegistrations(schemas, names) {
  const gone = new Set(names);
  return schemas
    .replace(REGISTRATION, (whole, name) => (gone.has(name) ? '' : whole))
    .replace(/^import \{([^}]*)\} from "\.\.\/models\/errors";$/m, (_, imported) => {
      const left = imported.split(',').filter((name) => !gone.has(name.trim()));
      return `import {${left.join(',')}} from "../models/errors";`;
    });
}

function withoutClasses(errors, names) {
  return names.reduce((left, name) => left.replace(classOf(name), ''), errors);
}

function classOf(name) {
  return new RegExp(`^export class ${name} extends [\\s\\S]*?^\\}$`, 'm');
}
