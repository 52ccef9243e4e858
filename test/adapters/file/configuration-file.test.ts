import path from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { readConfigurationFile } from '../../../shared/adapters/file/configuration-file.ts';
import { InputError } from '../../../shared/adapters/file/input-error.ts';
import type { Control } from '../../../shared/controls/define-control.ts';
import { functionMultiAz } from '../../../shared/controls/placement/function-multi-az.ts';
import { folderWith } from './temporary-folder.ts';

/** More controls than a message lists. */
const CONTROLS: readonly Control[] = [
  functionMultiAz,
  ...Array.from({ length: 9 }, (_, index) => ({
    ...functionMultiAz,
    meta: { ...functionMultiAz.meta, name: `control-${index}`, parameters: z.strictObject({}) },
  })),
];

async function read(text: string) {
  return readConfigurationFile(path.join(folderWith({ 'a.yml': text }), 'a.yml'), CONTROLS);
}

async function problemsOf(text: string): Promise<readonly string[]> {
  const folder = folderWith({ 'a.yml': text });
  const error: unknown = await readConfigurationFile(path.join(folder, 'a.yml'), CONTROLS).catch(
    (reason: unknown) => reason,
  );
  if (!(error instanceof InputError)) throw error;
  return error.message.replaceAll(`${folder}/`, '').split('\n');
}

describe('a configuration that is right', () => {
  test('is read with its defaults, from YAML and from JSON', async () => {
    const yaml = `controls:
  function-multi-az: { severity: HIGH, parameters: { minAzs: 3 } }
exceptions:
  - { control: control-1, tag: team=a=b, reason: old, owner: me, expires: 2027-01-31 }
needs: [{ function: orders, needs: [internet, sqs] }]
`;
    const json = JSON.stringify({
      controls: { 'function-multi-az': { severity: 'HIGH', parameters: { minAzs: 3 } } },
    });
    for (const text of [yaml, json]) {
      const { controls } = await read(text);
      expect(controls.get('function-multi-az')).toEqual({
        enabled: true,
        severity: 'HIGH',
        parameters: { minAzs: 3, countLimitedZones: false },
      });
    }
    const { exceptions, needs } = await read(yaml);
    expect(exceptions[0]?.tag).toEqual({ key: 'team', value: 'a=b' });
    expect(needs).toEqual([{ function: 'orders', needs: ['internet', 'sqs'] }]);
  });

  test.each(['', '# nothing yet\n', '{}', '---\n'])('may say nothing: %j', async (text) => {
    expect((await read(text)).controls.size).toBe(CONTROLS.length);
  });

  test('may use anchors', async () => {
    const text = 'controls:\n  control-1: &off { enabled: false }\n  control-2: *off\n';
    const { controls } = await read(text);
    expect(controls.get('control-2')?.enabled).toBe(false);
  });
});

describe('every bad key is named with its line and column', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'an unknown parameter',
      'controls:\n  function-multi-az:\n    parameters:\n      minZones: 3\n',
      [
        'a.yml:4:7: controls.function-multi-az.parameters.minZones: unknown key (did you mean minAzs?)',
      ],
    ],
    [
      'a parameter far from every other',
      'controls: { function-multi-az: { parameters: { q: 1 } } }',
      [
        'a.yml:1:48: controls.function-multi-az.parameters.q: unknown key (allowed: minAzs, countLimitedZones)',
      ],
    ],
    [
      'a parameter of a control that has none',
      'controls: { control-1: { parameters: { q: 1 } } }',
      ['a.yml:1:40: controls.control-1.parameters.q: unknown key (nothing can be set here)'],
    ],
    [
      'an unknown control',
      'controls:\n  function-multi-ax: {}\n',
      ['a.yml:2:3: controls.function-multi-ax: unknown key (did you mean function-multi-az?)'],
    ],
    [
      'all at once, in the order of the file',
      'controls:\n  control-1:\n    enabled: "yes"\n    severity: HUGE\nexeptions: []\nneeds: 5\n',
      [
        'a.yml:3:14: controls.control-1.enabled: expected true or false, got "yes"',
        'a.yml:4:15: controls.control-1.severity: expected one of HIGH, MEDIUM, LOW, INFO, got "HUGE"',
        'a.yml:5:1: exeptions: unknown key (did you mean exceptions?)',
        'a.yml:6:8: needs: expected a list, got 5',
      ],
    ],
    [
      'numbers',
      'controls:\n  function-multi-az:\n    parameters:\n      minAzs: two\n',
      ['a.yml:4:15: controls.function-multi-az.parameters.minAzs: expected a number, got "two"'],
    ],
    [
      'a number out of range',
      'controls: { function-multi-az: { parameters: { minAzs: 9 } } }',
      ['a.yml:1:56: controls.function-multi-az.parameters.minAzs: expected at most 6, got 9'],
    ],
    [
      'an exception that lacks everything',
      'exceptions:\n  - control: control-12\n',
      [
        'a.yml:2:5: exceptions[0].reason: missing, expected a string',
        'a.yml:2:5: exceptions[0].owner: missing, expected a string',
        'a.yml:2:5: exceptions[0].expires: missing, expected a string',
        'a.yml:2:14: exceptions[0].control: unknown name "control-12" (did you mean control-1?)',
      ],
    ],
    [
      'an exception of both kinds',
      'exceptions:\n  - { control: control-1, resource: a, tag: b=c, reason: r, owner: o, expires: 2027-01-31 }\n',
      ['a.yml:2:5: exceptions[0]: needs either resource or tag, and not both'],
    ],
    [
      'a tag and a date',
      'exceptions:\n  - { control: control-1, tag: team, reason: r, owner: o, expires: 31.1.2027 }\n',
      [
        'a.yml:2:32: exceptions[0].tag: expected key=value, got "team"',
        'a.yml:2:68: exceptions[0].expires: expected a date such as 2027-01-31, got "31.1.2027"',
      ],
    ],
    ['a key twice', 'needs: []\nneeds: []\n', ['a.yml:2:1: Map keys must be unique']],
    ['no map', 'hello', ['a.yml:1:1: expected an object, got "hello"']],
    [
      'a problem behind an alias',
      'controls:\n  control-1: &bad { enable: true }\n  control-2: *bad\n',
      [
        'a.yml:2:21: controls.control-1.enable: unknown key (did you mean enabled?)',
        'a.yml:2:21: controls.control-2.enable: unknown key (did you mean enabled?)',
      ],
    ],
    ['an alias without anchor', 'needs: *none\n', ['a.yml:1:8: no anchor &none before it']],
    [
      'a tag of YAML',
      'needs: !!js/function "x"\n',
      ['a.yml:1:8: Unresolved tag: tag:yaml.org,2002:js/function'],
    ],
    [
      'two documents',
      'needs: []\n---\nneeds: []\n',
      ['a.yml:2:1: Source contains multiple documents; please use YAML.parseAllDocuments()'],
    ],
  ])('%s', async (_name, text, problems) => {
    expect(await problemsOf(text)).toEqual(problems);
  });

  test('an alias of aliases of aliases', async () => {
    const bombs = Array.from({ length: 9 }, (_, index) => {
      const inner = index === 0 ? 'x' : `*a${index - 1}`;
      return `a${index}: &a${index} [${Array.from({ length: 9 }, () => inner).join(', ')}]`;
    });
    expect(await problemsOf(`${bombs.join('\n')}\n`)).toEqual([
      'a.yml: its aliases stand for too much',
    ]);
  });

  test('a file that is not there', async () => {
    const missing = path.join(folderWith({}), 'a.yml');
    await expect(readConfigurationFile(missing, CONTROLS)).rejects.toThrow('does not exist');
  });
});
