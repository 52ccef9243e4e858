import { closestMatch } from 'leven';
import * as z from 'zod';
import type { InputProblem } from '../model/input-problem.ts';

/** The longest list of allowed words that a message repeats. */
const LISTED = 8;

/**
 * Adds what was probably meant to a problem with a key or a word that a closed schema does not know:
 * the closest allowed one, or all of them where they are few and none is close.
 */
export function withSuggestion(problem: InputProblem, schema: z.ZodType): InputProblem {
  const { path, message } = problem;
  const last = String(path.at(-1) ?? '');
  if (message === 'unknown key') {
    const parent = schemaAt(schema, path.slice(0, -1));
    const allowed = parent instanceof z.ZodObject ? Object.keys(parent.shape) : [];
    return { path, message: `${message}${suggestion(last, allowed)}` };
  }
  const chosen = schemaAt(schema, path);
  const written = /, got "(.*)"$/s.exec(message)?.[1];
  if (!(chosen instanceof z.ZodEnum) || written === undefined) return problem;
  const allowed = chosen.options.map(String);
  if (allowed.length <= LISTED) return problem;
  return { path, message: `unknown name "${written}"${suggestion(written, allowed)}` };
}

function suggestion(written: string, allowed: readonly string[]): string {
  const maxDistance = Math.ceil(written.length / 2);
  const closest = closestMatch(written, allowed, { maxDistance });
  if (closest !== undefined) return ` (did you mean ${closest}?)`;
  if (allowed.length === 0) return ' (nothing can be set here)';
  return allowed.length > LISTED ? '' : ` (allowed: ${allowed.join(', ')})`;
}

/** The schema of the value at a path; undefined where the schema does not say. */
function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): unknown {
  let current: unknown = unwrapped(schema);
  for (const key of path) {
    if (current instanceof z.ZodObject) {
      const shape: Readonly<Record<string, unknown>> = current.shape;
      current = unwrapped(shape[String(key)]);
    } else if (current instanceof z.ZodArray) {
      current = unwrapped(current.element);
    } else return undefined;
  }
  return current;
}

function unwrapped(schema: unknown): unknown {
  let current = schema;
  while (
    current instanceof z.ZodOptional ||
    current instanceof z.ZodDefault ||
    current instanceof z.ZodPrefault
  ) {
    current = current.unwrap();
  }
  return current;
}
