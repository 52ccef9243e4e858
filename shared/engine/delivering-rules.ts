import type { Control } from '../controls/define-control.ts';
import { eventRules } from '../events/event-patterns.ts';
import type { EventRule } from '../events/event-patterns.ts';

/** The rules that deliver every kind of change that one of the controls names. */
export function deliveringRules(controls: readonly Control[]): readonly EventRule[] {
  return eventRules(new Set(controls.flatMap(({ meta }) => meta.changes)));
}
