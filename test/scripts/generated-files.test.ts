import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { generateConfigurationSchema } from '../../scripts/generate-configuration-schema.ts';
import { generatedFiles } from '../../scripts/generators.ts';
import { CONTROLS } from '../../shared/controls/registry.ts';

test('every generated file is what its sources say (npm run generate)', async () => {
  const files = await generatedFiles();
  const outdated = files.filter(
    ({ path, content }) => !existsSync(path) || readFileSync(path, 'utf8') !== content,
  );
  expect(outdated.map(({ path }) => path)).toEqual([]);
  expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
});

describe('the schema of the configuration file', () => {
  const [generated] = generateConfigurationSchema();

  test('is closed at every level and describes what a user may set', () => {
    const leaf = z.looseObject({ description: z.string() });
    const closed = z.looseObject({ additionalProperties: z.literal(false) });
    const control = z.extend(closed, {
      properties: z.looseObject({
        parameters: z.extend(closed, { properties: z.record(z.string(), leaf) }),
      }),
    });
    const schema = z.extend(closed, {
      properties: z.object({
        controls: z.extend(closed, { properties: z.record(z.string(), control) }),
        exceptions: z.looseObject({ items: closed }),
        needs: z.looseObject({ items: closed }),
      }),
    });
    const { properties } = schema.parse(JSON.parse(generated?.content ?? ''));
    const names = CONTROLS.map(({ meta }) => meta.name);
    expect(Object.keys(properties.controls.properties)).toEqual(names);
  });
});
