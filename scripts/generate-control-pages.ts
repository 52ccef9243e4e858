import path from 'node:path';
import * as z from 'zod';
import type { Control, ControlMeta } from '../shared/controls/define-control.ts';
import { CONTROLS } from '../shared/controls/registry.ts';
import { readSamples } from './control-sample.ts';
import type { Sample } from './control-sample.ts';
import type { GeneratedFile } from './generated-file.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

const FAMILY_TITLES: Readonly<Record<ControlMeta['family'], string>> = {
  placement: 'Placement',
  egress: 'Egress and routing',
  'security-groups': 'Security groups',
  roles: 'Roles and policies',
  'lambda-endpoint': 'Interface endpoint for Lambda',
  peering: 'Peering',
  'gateway-endpoints': 'Gateway endpoints',
  services: 'Services and private resources',
};

/** One page for each control and their index, from what the controls say of themselves. */
export function generateControlPages(): readonly GeneratedFile[] {
  const pages = CONTROLS.map((control) => ({
    path: `docs/controls/${control.meta.name}.md`,
    content: controlPage(control),
  }));
  return [...pages, { path: 'docs/controls/README.md', content: indexPage() }];
}

function indexPage(): string {
  const families = Object.entries(FAMILY_TITLES).flatMap(([family, title]) => {
    const controls = CONTROLS.filter(({ meta }) => meta.family === family);
    if (controls.length === 0) return [];
    const rows = controls.map(
      ({ meta }) => `| [${meta.name}](${meta.name}.md) | ${meta.title} | ${meta.severity} |`,
    );
    return [
      `## ${title}`,
      ['| control | title | severity |', '| --- | --- | --- |', ...rows].join('\n'),
    ];
  });
  return lines([
    '# Controls',
    `${CONTROLS.length} controls. These pages are generated from the controls themselves by \`npm run generate\`; the samples on them run as tests.`,
    ...families,
  ]);
}

function controlPage({ meta }: Control): string {
  const samples = readSamples(ROOT, meta.name);
  return lines([
    `# ${meta.name}`,
    `**${meta.title}**`,
    `Catalogue id ${meta.id}. Judges ${judged(meta)}. Severity ${meta.severity} unless a failure says otherwise.`,
    meta.rationale,
    '## Parameters',
    parameterTable(meta.parameters),
    '## Remediation',
    `${meta.remediation.text}\n\n<${meta.remediation.url}>`,
    '## Passes',
    ...sampleText(samples.passing),
    '## Fails',
    ...sampleText(samples.failing),
    '## Known misses',
    bullets(meta.knownMisses, 'None known.'),
    '## What it reads',
    bullets(meta.facts.map((fact) => `\`${fact}\``)),
    '## Changes that can flip it',
    bullets(meta.changes.map((change) => `\`${change}\``)),
    '## References',
    bullets(meta.references.map((reference) => `<${reference}>`)),
  ]);
}

function judged({ target, alsoTarget }: ControlMeta): string {
  return alsoTarget === undefined
    ? targetText(target)
    : `${targetText(target)}; and ${targetText(alsoTarget)}`;
}

function targetText(target: ControlMeta['target']): string {
  switch (target) {
    case 'function':
      return 'each Lambda function, and each published version in use whose settings differ';
    case 'vpc':
      return 'each VPC';
    case 'vpc-endpoint':
      return 'each VPC endpoint';
    case 'security-group':
      return 'each security group that a function uses';
    case 'account':
      return 'the account';
    default:
      return target;
  }
}

function parameterTable(parameters: z.ZodObject): string {
  const schema = z.toJSONSchema(parameters, { io: 'input' });
  const rows = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const { default: initial, description } = property as {
      default?: unknown;
      description?: string;
    };
    const value = initial === undefined ? 'none' : `\`${JSON.stringify(initial)}\``;
    return `| \`${name}\` | ${value} | ${description ?? ''} |`;
  });
  return rows.length === 0
    ? 'None.'
    : ['| parameter | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

function sampleText(sample: Sample): readonly string[] {
  return [
    sample.says,
    ...(sample.configuration ? [`With the configuration:`, json(sample.configuration)] : []),
    json(sample.answers),
  ];
}

function json(value: unknown): string {
  return `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
}

function bullets(items: readonly string[], none = ''): string {
  return items.length === 0 ? none : items.map((item) => `- ${item}`).join('\n');
}

function lines(paragraphs: readonly string[]): string {
  return `${paragraphs.join('\n\n')}\n`;
}
