import type { Control } from './define-control.ts';
import { CONTROLS } from './registry.ts';

const BY_NAME = new Map(CONTROLS.map((control) => [control.meta.name, control]));

/** The control with the name; undefined for one that this version no longer has. */
export function controlNamed(name: string): Control | undefined {
  return BY_NAME.get(name);
}
