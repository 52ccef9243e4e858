import { generateArchitecturePicture } from './generate-architecture-picture.ts';
import { generateConfigurationExample } from './generate-configuration-example.ts';
import { generateConfigurationSchema } from './generate-configuration-schema.ts';
import { generateControlPages } from './generate-control-pages.ts';
import { generateDecisionIndex } from './generate-decision-index.ts';
import { generateEventPatterns } from './generate-event-patterns.ts';
import { generateMessageSchemas } from './generate-message-schemas.ts';
import { generatePermissions } from './generate-permissions.ts';
import { generateReads } from './generate-reads.ts';
import { generateTopLevelDomains } from './generate-top-level-domains.ts';
import { generateSamples } from './generate-samples.ts';
import type { GeneratedFile } from './generated-file.ts';

/** Each says what its files should hold and writes nothing. */
const GENERATORS: readonly (() => readonly GeneratedFile[] | Promise<readonly GeneratedFile[]>)[] =
  [
    generateArchitecturePicture,
    generateConfigurationSchema,
    generateConfigurationExample,
    generateControlPages,
    generateDecisionIndex,
    generateEventPatterns,
    generateMessageSchemas,
    generatePermissions,
    generateReads,
    generateTopLevelDomains,
    generateSamples,
  ];

/** Everything that is made from the sources. */
export async function generatedFiles(): Promise<readonly GeneratedFile[]> {
  const files: GeneratedFile[] = [];
  for (const generate of GENERATORS) files.push(...(await generate()));
  return files;
}
