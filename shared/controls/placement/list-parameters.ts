import * as z from 'zod';

/** A parameter that lists EC2 ids with their prefix; empty by default. */
export function listOfIds(prefix: string) {
  return z
    .array(
      z.string().refine((text) => text.startsWith(`${prefix}-`), {
        error: `expected an id that starts with ${prefix}-`,
      }),
    )
    .default([]);
}

/** A parameter that lists tags as `key=value`; empty by default. */
export function listOfTags() {
  return z.array(z.string().regex(/^[^=]+=.*$/s, { error: 'expected key=value' })).default([]);
}
