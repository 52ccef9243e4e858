import * as z from 'zod/mini';

/**
 * A parameter of a control.
 *
 * @param shape what it may be set to
 * @param preset what it is where it is not set
 * @param description what it decides, for the pages and the schema of the configuration
 */
export function parameter<S extends z.core.$ZodType>(
  shape: S,
  preset: z.core.util.NoUndefined<z.output<S>>,
  description: string,
) {
  return z._default(shape, preset).check(z.describe(description));
}
