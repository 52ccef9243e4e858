import * as z from 'zod/mini';
import { alertSchema } from '../shared/findings/alert.ts';
import { findingEventSchema } from '../shared/findings/finding-schema.ts';
import type { GeneratedFile } from './generated-file.ts';

/** JSON Schemas of what is published for programs (https://json-schema.org/draft/2020-12). */
export function generateMessageSchemas(): readonly GeneratedFile[] {
  return [
    schemaFile('finding-event', 'detail of an event of lambda-vpc-auditor', findingEventSchema),
    schemaFile('alert', 'alert of lambda-vpc-auditor', alertSchema),
  ];
}

function schemaFile(name: string, title: string, schema: z.ZodMiniType): GeneratedFile {
  // What is sent; a later version may add fields, so the objects are open.
  const document = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' });
  const content = JSON.stringify({ title, ...document }, null, 2);
  return { path: `docs/events/${name}.schema.json`, content: `${content}\n` };
}
