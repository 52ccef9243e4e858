import path from 'node:path';
import { tour } from './tour.ts';

/** `npm start`. */
const { stdout, stderr, env } = process;
process.exitCode = await tour({
  stdout,
  stderr,
  env,
  cwd: path.resolve(import.meta.dirname, '..'),
  now: Date.now,
});
