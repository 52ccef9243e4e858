import { DescribeRuleCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { Rule } from '../../../deployment/deployment-facts.ts';
import { allFacts } from '../../../model/fact.ts';
import type { Fact } from '../../../model/fact.ts';
import { attempt } from '../call.ts';

/** The rules of a stack as they are now: somebody may have disabled one, or taken its target away. */
export async function readRules(
  client: EventBridgeClient,
  ruleIds: readonly string[],
): Promise<Fact<readonly Rule[]>> {
  return allFacts(await Promise.all(ruleIds.map((id) => readRule(client, id))));
}

/** @param id the rule's name, behind `<bus>|` where the bus is not the default one */
function readRule(client: EventBridgeClient, id: string): Promise<Fact<Rule>> {
  const [name = id, bus] = id.split('|').toReversed();
  const place = { ...(bus !== undefined && { EventBusName: bus }) };
  return attempt(
    'events:DescribeRule',
    async () => {
      const rule = await client.send(new DescribeRuleCommand({ Name: name, ...place }));
      const targets = await client.send(new ListTargetsByRuleCommand({ Rule: name, ...place }));
      return {
        name,
        enabled: (rule.State ?? 'DISABLED') !== 'DISABLED',
        targets: targets.Targets?.length ?? 0,
      };
    },
    () => ({ name, enabled: false, targets: 0 }),
  );
}
