import { chmodSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COLLECTION_NAMES } from '../../../shared/model/collections.ts';
import { InputError } from '../../../shared/adapters/file/input-error.ts';
import { loadSnapshots } from '../../../shared/adapters/file/snapshot-source.ts';
import { printedFunction, printedSubnet, printedVpc } from './aws-answers.ts';
import { folderWith } from './temporary-folder.ts';
import type { FileContent } from './temporary-folder.ts';

/** The message, with the folder's own path written as `<folder>`. */
async function messageOf(folder: string, place = folder): Promise<string> {
  const error: unknown = await loadSnapshots(place).then(
    () => new Error('was read'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof InputError)) throw error;
  return error.message.replaceAll(folder, '<folder>');
}

const vpcs = { Vpcs: [printedVpc()] };

const CASES: readonly [string, Readonly<Record<string, FileContent>>, string][] = [
  ['a folder without files', {}, '<folder>: holds no .json file'],
  [
    'a file without bytes',
    { 'a.json': '' },
    '<folder>: holds no answer of AWS that the audit reads, such as describe-subnets or list-functions, and no snapshot (<folder>/a.json: is empty, as a refused call leaves it; ignored)',
  ],
  [
    'no JSON',
    { 'a.json': '{\n  "Vpcs": oops\n}' },
    '<folder>/a.json: is not JSON (line 2, column 11)',
  ],
  ['YAML', { 'a.json': 'Vpcs: []\n' }, '<folder>/a.json: is not JSON (line 1, column 1)'],
  [
    'a truncated file',
    { 'a.json': '{"Vpcs": [\n{"VpcId": "vpc-' },
    '<folder>/a.json: the JSON stops too early: the file is cut off (line 2, column 16)',
  ],
  [
    'two answers in one file, of which the second is cut off',
    { 'a.json': '{"Vpcs": []}\n{"Subnets": [' },
    '<folder>/a.json: the JSON stops too early: the file is cut off (line 2, column 14)',
  ],
  [
    'two answers in one file, of which the second is wrong',
    { 'a.json': '{"Vpcs": []}\n{"Subnets": [{}]}' },
    '<folder>/a.json: [1].Subnets[0].SubnetId: missing, expected a string (and 1 more problem in this file)',
  ],
  ['bytes', { 'a.json': Uint8Array.of(0x7f, 0xc3, 0x28) }, '<folder>/a.json: is not a text file'],
  ['zeros', { 'a.json': Uint8Array.of(123, 0, 0, 125) }, '<folder>/a.json: is not a text file'],
  [
    'a packed file that is cut off',
    { 'a.json': gzipSync('{"Vpcs": []}').subarray(0, 20) },
    '<folder>/a.json: stops too early to be unpacked: the file is cut off',
  ],
  [
    'a packed file that is damaged',
    { 'a.json': gzipSync('{"Vpcs": []}').fill(1, 10, 20) },
    '<folder>/a.json: cannot be unpacked: its gzip data is damaged',
  ],
  [
    'a file that is packed twice',
    { 'a.json': gzipSync(gzipSync('{}')) },
    '<folder>/a.json: is not a text file',
  ],
  [
    'a CIDR that is none',
    { 'Subnets.json': { Subnets: [printedSubnet(), printedSubnet({ CidrBlock: '10.0.0.0/33' })] } },
    '<folder>/Subnets.json: Subnets[1].CidrBlock: expected an IPv4 CIDR such as 10.0.0.0/24, got "10.0.0.0/33"',
  ],
  [
    'wrong types',
    { 'a.json': { Vpcs: [printedVpc({ IsDefault: 'no', OwnerId: 4 })] } },
    '<folder>/a.json: Vpcs[0].OwnerId: expected a string, got 4 (and 1 more problem in this file)',
  ],
  [
    'a missing field',
    { 'a.json': { Vpcs: [{}] } },
    '<folder>/a.json: Vpcs[0].VpcId: missing, expected a string',
  ],
  [
    'no list',
    { 'a.json': { Vpcs: { VpcId: 'vpc-1' } } },
    '<folder>/a.json: Vpcs: expected a list, got an object',
  ],
  [
    'no item',
    { 'a.json': { Vpcs: [['vpc-1']] } },
    '<folder>/a.json: Vpcs[0]: expected an object, got a list',
  ],
  [
    'reservations without instances',
    { 'a.json': { Reservations: [{ OwnerId: '1' }] } },
    '<folder>/a.json: Reservations[0].Instances: expected a list, got nothing',
  ],
  [
    'a very long value',
    { 'a.json': { Vpcs: [printedVpc({ CidrBlock: 'x'.repeat(9_999) })] } },
    `<folder>/a.json: Vpcs[0].CidrBlock: expected an IPv4 CIDR such as 10.0.0.0/24, got "${'x'.repeat(58)}…`,
  ],
  [
    'nothing that is read',
    { 'a.json': { Addresses: [] } },
    '<folder>: holds no answer of AWS that the audit reads, such as describe-subnets or list-functions, and no snapshot (<folder>/a.json: ignored what no control reads: Addresses)',
  ],
  [
    'a snapshot of a newer schema',
    { 'a.json': { schemaVersion: 9, snapshots: [] } },
    '<folder>/a.json: schemaVersion: the snapshot has schema version 9 and this program reads up to version 1: update lambda-vpc-auditor, or collect the snapshot again',
  ],
  [
    'a snapshot without content',
    { 'a.json': { schemaVersion: 1, snapshots: [] } },
    '<folder>/a.json: snapshots: expected at least 1 item, got a list',
  ],
  [
    'no region',
    { 'a.json': vpcs },
    '<folder>/a.json: the region is not known (no ARN, zone name or folder name tells it): give it with --region',
  ],
  [
    'several regions in one file',
    {
      'a.json': {
        Subnets: [
          printedSubnet(),
          printedSubnet({ SubnetId: 'subnet-2', AvailabilityZone: 'eu-west-1-wl1-lon-wlz-1' }),
        ],
      },
    },
    '<folder>: holds answers of several regions (eu-west-1, us-east-1): keep each region in a file or folder of its own, or choose one of them with --region',
  ],
];

describe('input that cannot be used ends in one line that says why', () => {
  test.each(CASES)('%s', async (_name, files, message) => {
    expect(await messageOf(folderWith(files))).toBe(message);
  });

  test('a path that leads nowhere', async () => {
    const folder = folderWith({ 'a.json': vpcs });
    expect(await messageOf(folder, `${folder}/b.json`)).toBe('<folder>/b.json: does not exist');
    expect(await messageOf(folder, `${folder}/a.json/b`)).toBe(
      '<folder>/a.json/b: does not exist: a part of its path is a file',
    );
  });

  test('a link that leads to itself', async () => {
    const folder = folderWith({});
    symlinkSync('a.json', path.join(folder, 'a.json'));
    expect(await messageOf(folder)).toBe('<folder>/a.json: is a link that leads to itself');
  });

  test.skipIf(process.getuid?.() === 0)('a file that may not be read', async () => {
    const folder = folderWith({ 'a.json': vpcs });
    chmodSync(path.join(folder, 'a.json'), 0o000);
    expect(await messageOf(folder)).toBe('<folder>/a.json: no permission to use it');
  });
});

describe('what is secret is not in the message', () => {
  const secret = 'hunter2-hunter2';

  test('a wrong environment', async () => {
    const answers = [
      { Environment: secret },
      { Environment: { Variables: secret } },
      { Environment: { Variables: { PASSWORD: [secret] } } },
      { Environment: { Variables: [secret] } },
    ];
    for (const fields of answers) {
      const file = { 'a.json': { Functions: [printedFunction('orders', fields)] } };
      const message = await messageOf(folderWith(file));
      expect(message).toContain('Functions[0].Environment');
      expect(message).not.toContain(secret);
    }
  });

  test('text around a fault of syntax', async () => {
    const message = await messageOf(folderWith({ 'a.json': `{"PASSWORD": "${secret}" x}` }));
    expect(message).toContain('is not JSON');
    expect(message).not.toContain(secret);
  });

  test('a bare value', async () => {
    expect(await messageOf(folderWith({ 'a.json': JSON.stringify(secret) }))).not.toContain(secret);
  });
});

describe('any JSON is read or refused', () => {
  const item = fc.oneof(
    fc.constant(printedSubnet()),
    fc.constant(printedFunction()),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const key = fc.constantFrom(
    ...COLLECTION_NAMES,
    'Versions',
    'Reservations',
    'Configuration',
    'Tags',
    'NextToken',
    'Entries',
    'Quota',
    'FunctionArn',
    'FunctionName',
    'VpcId',
    'schemaVersion',
    'snapshots',
    '__proto__',
  );
  const answer = fc.oneof(
    fc.dictionary(key, fc.oneof(fc.array(item, { maxLength: 3 }), item), { maxKeys: 3 }),
    fc.jsonValue(),
  );

  test('and never fails in another way', async () => {
    await fc.assert(
      fc.asyncProperty(answer, async (value) => {
        const folder = folderWith({ 'a.json': JSON.stringify(value) });
        const failure: unknown = await loadSnapshots(folder, { region: 'us-east-1' }).then(
          () => new InputError('read'),
          (reason: unknown) => reason,
        );
        expect(failure).toBeInstanceOf(InputError);
        expect(String(failure)).not.toContain('\n');
      }),
    );
  });

  test('every cut of an answer is said to be cut off', async () => {
    const text = JSON.stringify({
      Subnets: [printedSubnet({ Tags: [{ Key: 'a\\"', Value: '' }] })],
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: text.length - 1 }), async (length) => {
        const folder = folderWith({ 'a.json': text.slice(0, length) });
        expect(await messageOf(folder)).toBe(
          `<folder>/a.json: the JSON stops too early: the file is cut off (line 1, column ${length + 1})`,
        );
      }),
    );
  });
});
