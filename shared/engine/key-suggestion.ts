import { closestMatch } from 'leven';
import * as z from 'zod/mini';
import type { InputProblem } from '../model/input-problem.ts';

/** The longest list of allowed words that a message repeats. */
const LISTED = 8;

/**
 * Adds what was probably meant to a problem with a key or a word that a closed schema does not know:
 * the closest allowed one, or all of them where they are few and none is close.
 */
export function withSuggestion(problem: InputProblem, schema: z.ZodMiniType): InputProblem {
  const { path, message } = problem;
  const last = String(path.at(-1) ?? '');
  if (message === 'unknown key') {
    const parent = schemaAt(schema, path.slice(0, -1));
    const allowed = parent instanceof z.ZodMiniObject ? Object.keys(parent.shape) : [];
    return { path, message: `${message}${suggestion(last, allowed)}` };
  }
  const chosen = schemaAt(schema, path);
  const written = /, got "(.*)"$/s.exec(message)?.[1];
  if (!(chosen instanceof z.ZodMiniEnum) || written === undefined) return problem;
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
function schemaAt(schema: z.ZodMiniType, path: readonly PropertyKey[]): unknown {
  let current: unknown = unwrapped(schema);
  for (const key of path) {
    if (current instanceof z.ZodMiniObject) {
      const shape: Readonly<Record<string, unknown>> = current.shape;
      current = unwrapped(shape[String(key)]);
    } else if (current instanceof z.ZodMiniArray) {
      current = unwrapped(current.def.element);
    } else return undefined;
  }
  return current;
}

function unwrapped(schema: unknown): unknown {
  let current = schema;
  while (
    current instanceof z.ZodMiniOptional ||
    current instanceof z.ZodMiniDefault ||
    current instanceof z.ZodMiniPrefault
  ) {
    current = current.def.innerType;
  }
  return current;
}
