import path from 'node:path';
import { stringify } from 'yaml';
import type { DocumentedControl, ControlMeta } from '../shared/controls/define-control.ts';
import { CONTROLS } from '../shared/controls/registry.ts';
import { messageOf } from '../shared/findings/verdict-text.ts';
import { compactJson } from './compact-json.ts';
import { judgeSample, readSamples } from './control-sample.ts';
import type { Sample } from './control-sample.ts';
import type { GeneratedFile } from './generated-file.ts';
import { parameterTable } from './parameter-table.ts';

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
      ['| control | what should be so | severity |', '| --- | --- | --- |', ...rows].join('\n'),
    ];
  });
  return lines([
    '# Controls',
    `${CONTROLS.length} controls. Each page says what the control judges and why, its parameters, how to put things right, what it misses, and shows AWS answers on which it passes and on which it fails.`,
    'HIGH means that something does not work or will not work; MEDIUM, that it works until one zone, one change or one quota; LOW is cost or hygiene; INFO is worth knowing. A single failure can be more or less severe than its control, for a reason that its message gives.',
    'The pages are generated from the controls by `npm run generate`, and their samples run as tests.',
    ...families,
  ]);
}

/** The page of one control. */
export function controlPage(control: DocumentedControl): string {
  const { meta } = control;
  const samples = readSamples(ROOT, meta.name);
  return lines([
    `# ${meta.name}`,
    `**${meta.title}**`,
    meta.rationale,
    [
      `- Family: [${FAMILY_TITLES[meta.family]}](README.md)`,
      `- Judges: ${judged(meta)}`,
      `- Severity: ${meta.severity}, where a failure does not say otherwise`,
      `- Catalogue id: ${meta.id}`,
    ].join('\n'),
    '## How to put it right',
    `${meta.remediation.text}\n\n<${meta.remediation.url}>`,
    '## Parameters',
    parameterTable(meta.parameters),
    '## What it misses',
    bullets(meta.knownMisses),
    '## Passes',
    ...sampleText(control, samples.passing),
    ...('failing' in samples
      ? ['## Fails', ...sampleText(control, samples.failing)]
      : ['## Cannot tell', ...sampleText(control, samples.undecided)]),
    '## What it reads',
    bullets(meta.facts.map((fact) => `\`${fact}\``)),
    '## Changes that can flip it',
    `Kinds of change: ${meta.changes.join(', ')}.`,
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
    case 'principal':
      return 'each role and user that the configuration names';
    default:
      return target;
  }
}

/** What the answers show, the configuration, the answers themselves and what the control says of them. */
function sampleText(control: DocumentedControl, sample: Sample): readonly string[] {
  return [
    sample.says,
    ...(sample.configuration === undefined
      ? []
      : ['With the configuration', fenced('yaml', stringify(sample.configuration).trimEnd())]),
    'AWS answers',
    fenced('json', compactJson(sample.answers)),
    'The control says',
    verdictText(control, sample),
  ];
}

function verdictText(control: DocumentedControl, sample: Sample): string {
  return judgeSample(control, sample)
    .filter(({ status }) => status !== 'NOT_APPLICABLE')
    .map((verdict) => {
      const status =
        verdict.status === 'FAILED' ? `${verdict.status}, ${verdict.severity}` : verdict.status;
      return `> **${status}**: ${messageOf(verdict)}`;
    })
    .join('\n>\n');
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

function lines(paragraphs: readonly string[]): string {
  return `${paragraphs.join('\n\n')}\n`;
}
