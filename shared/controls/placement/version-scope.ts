import * as z from 'zod/mini';
import type { ParameterSet } from '../define-control.ts';
import { parameter } from '../parameter.ts';

/** Which published versions are judged with their own settings: those in use, or all of them. */
export type VersionScope = 'aliased' | 'all';

/** Owned by function-version-vpc-drift; the engine judges the same versions with every control. */
export const VERSION_SCOPE = {
  control: 'function-version-vpc-drift',
  schema: z.strictObject({
    scope: parameter(
      z.enum(['aliased', 'all']),
      'aliased',
      'aliased: versions named by an alias, provisioned concurrency or an event source mapping',
    ),
  }),
} satisfies ParameterSet;
