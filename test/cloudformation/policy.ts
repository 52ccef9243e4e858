import * as z from 'zod/mini';
import { resolve, resourcesOf } from './template.ts';
import type { ReadTemplate } from './template.ts';

const texts = z.pipe(
  z.union([z.string(), z.array(z.string())]),
  z.transform((value) => (typeof value === 'string' ? [value] : value)),
);

const statementSchema = z.strictObject({
  Sid: z.optional(z.string()),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.optional(z.union([z.literal('*'), z.record(z.string(), texts)])),
  Action: texts,
  Resource: z.optional(texts),
  Condition: z.optional(z.record(z.string(), z.record(z.string(), texts))),
});

const documentSchema = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.array(statementSchema),
});

/** A statement of a policy; one that says what it does not mean (`NotAction`) is refused. */
export type PolicyStatement = z.output<typeof statementSchema>;

/** The statements of a policy document of the template. */
export function statementsOf(
  template: ReadTemplate,
  document: unknown,
): readonly PolicyStatement[] {
  return documentSchema.parse(resolve(template, document, ALL_ON)).Statement;
}

/** Every optional part of the stack is there. */
export const ALL_ON: Readonly<Record<string, string>> = {
  AlertEmail: 'you@example.com',
  SlackWebhookParameter: '/auditor/webhook',
  SlackWebhookSecret: 'auditor/webhook',
  ChatWorkspaceId: 'T0123ABCDEF',
  ChatChannelId: 'C0123ABCDEF',
};

/** A role of the template: who may take it, and what it is then allowed. */
export interface TemplateRole {
  readonly id: string;
  readonly trust: readonly PolicyStatement[];
  readonly statements: readonly PolicyStatement[];
}

const policiesSchema = z._default(z.array(z.object({ PolicyDocument: z.unknown() })), []);

/** All roles, each with its inline policies and those that are attached to it in the template. */
export function rolesOf(template: ReadTemplate): readonly TemplateRole[] {
  const attached = resourcesOf(template, 'AWS::IAM::RolePolicy');
  return resourcesOf(template, 'AWS::IAM::Role').map(([id, properties]) => {
    const inline = policiesSchema.parse(properties['Policies']);
    const own = attached
      .map(([, policy]) => policy)
      .filter((policy) => resolve(template, policy['RoleName']) === `<${id}>`);
    return {
      id,
      trust: statementsOf(template, properties['AssumeRolePolicyDocument']),
      statements: [...inline, ...own].flatMap((policy) =>
        statementsOf(template, policy['PolicyDocument']),
      ),
    };
  });
}

/** The statements of all resource policies of a type. */
export function policiesOf(template: ReadTemplate, type: string): readonly PolicyStatement[] {
  return resourcesOf(template, type).flatMap(([, { PolicyDocument }]) =>
    statementsOf(template, PolicyDocument),
  );
}
