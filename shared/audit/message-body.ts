import type * as z from 'zod/mini';
import { pathText, problemsOf } from '../model/input-problem.ts';

/** The parsed body of a message; undefined where it is not JSON. */
export function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // The parser's only answer to another text is to throw; what it says of it helps nobody.
    return undefined;
  }
}

/** What is wrong with a message, on one line, each problem behind the place in the message. */
export function problemLine(error: z.core.$ZodError, input: unknown): string {
  return problemsOf(error, input)
    .map(({ path, message }) => (path.length === 0 ? message : `${pathText(path)}: ${message}`))
    .join('; ');
}
