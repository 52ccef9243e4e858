import { CONTROLS } from '../shared/controls/registry.ts';
import { deliveringRules } from '../shared/engine/delivering-rules.ts';
import type { EventRule } from '../shared/events/event-patterns.ts';
import type { GeneratedFile } from './generated-file.ts';
import { homeRuleResources } from './deploy/rule-resources.ts';

/** The rules that deliver every kind of change that some registered control names. */
export function deployedRules(): readonly EventRule[] {
  return deliveringRules(CONTROLS);
}

/** The patterns of the deployed EventBridge rules by the rule's name, and the rules of the home stack. */
export function generateEventPatterns(): readonly GeneratedFile[] {
  const rules = deployedRules();
  const patterns = Object.fromEntries(rules.map(({ name, pattern }) => [name, pattern]));
  return [
    generated('event-patterns.json', patterns),
    generated('rules.json', { Resources: homeRuleResources(rules) }),
  ];
}

function generated(name: string, value: unknown): GeneratedFile {
  return { path: `infra/generated/${name}`, content: `${JSON.stringify(value, null, 2)}\n` };
}
