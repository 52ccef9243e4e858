/**
 * Builds the deployed functions: each handler with its packages in one file, `<outdir>/<name>/index.mjs`,
 * for Lambda's Node 24. The SDK is bundled as it was tested, which also loads faster than the runtime's.
 */
import { realpathSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { lambdaCredentials } from './lambda-credentials.mjs';
import { slimAwsClients } from './slim-aws-clients.mjs';
import { undocumentedControls } from './undocumented-controls.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Names of the functions: the folders of `functions` that hold a handler. */
export async function functionNames() {
  const files = await readdir(path.join(root, 'functions'), { recursive: true });
  return files
    .filter((file) => path.basename(file) === 'handler.ts')
    .map((file) => path.dirname(file))
    .toSorted();
}

/**
 * Builds all functions into a folder, which is emptied once the build has succeeded, and answers each
 * one's name, file and size.
 *
 * @param {string} outdir
 */
export async function buildFunctions(outdir) {
  const names = await functionNames();
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: names.map((name) => ({ in: handlerOf(name), out: `${name}/index` })),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    sourcemap: 'linked',
    sourcesContent: false,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    plugins: [undocumentedControls, slimAwsClients, lambdaCredentials],
    // Packages in CommonJS ask for Node's own modules by `require`, which ESM lacks.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    logLevel: 'warning',
    write: false,
  });
  await rm(outdir, { recursive: true, force: true });
  await Promise.all(names.map((name) => mkdir(path.join(outdir, name), { recursive: true })));
  await Promise.all(outputFiles.map((file) => writeFile(file.path, file.contents)));
  return names.map((name) => {
    const file = path.join(outdir, name, 'index.mjs');
    const bytes = outputFiles.find((one) => one.path === path.resolve(file))?.contents.length ?? 0;
    return { name, file, bytes };
  });
}

function handlerOf(name) {
  return path.join(root, 'functions', name, 'handler.ts');
}

if (realpathSync(process.argv[1] ?? root) === fileURLToPath(import.meta.url)) {
  for (const { name, bytes } of await buildFunctions(path.join(root, 'dist', 'functions'))) {
    console.log(`${name}: ${Math.round(bytes / 1024)} KB`);
  }
}
