import type * as z from 'zod/mini';
import { pathText, problemsOf } from '../model/input-problem.ts';

/** What is wrong with a message, on one line, each problem behind the place in the message. */
export function problemLine(error: z.core.$ZodError, input: unknown): string {
  return problemsOf(error, input)
    .map(({ path, message }) => (path.length === 0 ? message : `${pathText(path)}: ${message}`))
    .join('; ');
}
