#!/usr/bin/env node
import { run } from './run.ts';

const { stdout, stderr, env } = process;

// A reader that stops reading (`… | head`) is no error: what it wanted was written.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
}

process.exitCode = await run(process.argv.slice(2), {
  stdout,
  stderr,
  env,
  cwd: process.cwd(),
  now: Date.now,
});
