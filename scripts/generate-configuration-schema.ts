import * as z from 'zod/mini';
import { CONTROLS } from '../shared/controls/registry.ts';
import { configurationSchema } from '../shared/engine/configuration.ts';
import type { GeneratedFile } from './generated-file.ts';

/** JSON Schema of the configuration file, for editors (https://json-schema.org/draft/2020-12). */
export function generateConfigurationSchema(): readonly GeneratedFile[] {
  const schema = z.toJSONSchema(configurationSchema(CONTROLS), {
    // What may be written, before defaults are filled in.
    io: 'input',
    target: 'draft-2020-12',
  });
  const content = JSON.stringify({ title: 'lambda-vpc-auditor configuration', ...schema }, null, 2);
  return [{ path: 'docs/configuration.schema.json', content: `${content}\n` }];
}
