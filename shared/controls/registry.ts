import type { Control } from './define-control.ts';
import { functionMultiAz } from './placement/function-multi-az.ts';

/** Every control, in the order of the catalogue. A bundler cannot scan folders, so the list is explicit. */
export const CONTROLS: readonly Control[] = [functionMultiAz];
