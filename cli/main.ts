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

// The SDK is part of the command: which Node it will one day need is not the user's to act on.
env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

process.exitCode = await run(process.argv.slice(2), {
  stdout,
  stderr,
  env,
  cwd: process.cwd(),
  now: Date.now,
});
