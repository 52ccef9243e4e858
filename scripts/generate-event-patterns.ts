import { CONTROLS } from '../shared/controls/registry.ts';
import { eventRules } from '../shared/events/event-patterns.ts';
import type { EventRule } from '../shared/events/event-patterns.ts';
import type { GeneratedFile } from './generated-file.ts';

/** The rules that deliver every kind of change that some registered control names. */
export function deployedRules(): readonly EventRule[] {
  return eventRules(new Set(CONTROLS.flatMap(({ meta }) => meta.changes)));
}

/** The patterns of the deployed EventBridge rules, by the rule's name. */
export function generateEventPatterns(): readonly GeneratedFile[] {
  const patterns = Object.fromEntries(deployedRules().map(({ name, pattern }) => [name, pattern]));
  const content = `${JSON.stringify(patterns, null, 2)}\n`;
  return [{ path: 'infra/generated/event-patterns.json', content }];
}
