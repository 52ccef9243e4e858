/**
 * Builds the command line: bundled with its packages, so that it starts fast, and split, so that each
 * command loads only what it needs. Runs on `npm ci` by way of `prepare`.
 */
import { realpathSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { slimAwsSchemas } from './slim-aws-schemas.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Builds into a folder, which is emptied once the build has succeeded.
 *
 * @param {string} outdir
 * @throws {Error} with the code ERR_MODULE_NOT_FOUND where esbuild is not installed
 */
export async function buildCli(outdir) {
  const { build } = await import('esbuild');
  const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8'));
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['cli/main.ts'],
    outdir,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    // Errors are told apart by their names.
    keepNames: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    define: { BUILD_VERSION: JSON.stringify(version) },
    plugins: [slimAwsSchemas],
    // Packages in CommonJS ask for Node's own modules by `require`, which ESM lacks.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    logLevel: 'warning',
    write: false,
  });
  await rm(outdir, { recursive: true, force: true });
  await mkdir(path.join(outdir, 'chunks'), { recursive: true });
  await Promise.all(outputFiles.map((file) => writeFile(file.path, file.contents)));
  await chmod(`${outdir}/main.mjs`, 0o755);
}

if (realpathSync(process.argv[1] ?? root) === fileURLToPath(import.meta.url)) {
  try {
    await buildCli(`${root}dist/cli`);
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    console.error('The command is not built: esbuild is missing, as after npm ci --omit=dev.');
  }
}
