import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { GeneratedFile } from './generated-file.ts';

const FOLDER = 'docs/decisions';
const ROOT = path.resolve(import.meta.dirname, '..');

/** The list of the decisions, by their titles. */
export function generateDecisionIndex(): readonly GeneratedFile[] {
  const entries = readdirSync(path.join(ROOT, FOLDER))
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .toSorted()
    .map((file) => {
      const [title = ''] = readFileSync(path.join(ROOT, FOLDER, file), 'utf8').split('\n');
      return `- [${title.replace(/^# /, '')}](${file})`;
    });
  const content = `# Decisions

Choices that could have gone otherwise, and why they went this way. The list is generated.

${entries.join('\n')}
`;
  return [{ path: `${FOLDER}/README.md`, content }];
}
