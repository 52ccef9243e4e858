import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { forwardedRules } from '../../shared/events/event-regions.ts';
import type { EventRule } from '../../shared/events/event-patterns.ts';
import { forwardingRuleResources } from './rule-resources.ts';

const TEMPLATE = path.resolve(import.meta.dirname, '../../infra/forwarder.yml');

/** CloudFormation's short forms, as far as the template uses them. */
const SHORT_FORMS = [
  { tag: '!Ref', resolve: (text: string) => ({ Ref: text }) },
  { tag: '!Sub', resolve: (text: string) => ({ 'Fn::Sub': text }) },
  { tag: '!GetAtt', resolve: (text: string) => ({ 'Fn::GetAtt': text.split('.') }) },
];

const templateSchema = z.looseObject({ Resources: z.record(z.string(), z.unknown()) });

/** A CloudFormation template. */
export type Template = z.output<typeof templateSchema>;

/** What is deployed into a region so that it forwards the events of the rules to the home region. */
export function forwarderTemplate(rules: readonly EventRule[]): Template {
  const text = readFileSync(TEMPLATE, 'utf8');
  const template = templateSchema.parse(parse(text, { customTags: SHORT_FORMS }));
  return {
    ...template,
    Resources: { ...template.Resources, ...forwardingRuleResources(rules) },
  };
}

/** The templates of all regions that forward, by region. */
export function forwarderTemplates(
  rules: readonly EventRule[],
  home: string,
  audited: readonly string[],
): ReadonlyMap<string, Template> {
  return new Map(
    [...forwardedRules(rules, home, audited)].map(([region, forwarded]) => [
      region,
      forwarderTemplate(forwarded),
    ]),
  );
}
