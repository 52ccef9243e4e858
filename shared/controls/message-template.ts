import type { MessageValue } from './verdict.ts';

/** The placeholder names of a template: `'count' | 'zone'` of "{count} subnets in {zone}". */
export type Placeholders<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/** The values a template needs, checked by the compiler. */
export type TemplateValues<T extends string> = { readonly [N in Placeholders<T>]: MessageValue };

/** The template with its placeholders replaced; a placeholder without a value stays as written. */
export function fillTemplate(
  template: string,
  values: Readonly<Record<string, MessageValue>>,
): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
