import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COLLECTION_NAMES } from '../../shared/model/collections.ts';
import { pathText } from '../../shared/model/input-problem.ts';
import {
  isSnapshotDocument,
  parseSnapshotDocument,
  serialiseSnapshots,
} from '../../shared/model/snapshot-document.ts';
import { aFunction, aSubnet, aVpc, content } from '../builders/snapshot.ts';

function read(text: string): ReturnType<typeof parseSnapshotDocument> {
  return parseSnapshotDocument(JSON.parse(text));
}

function problemsIn(input: unknown): readonly string[] {
  const result = parseSnapshotDocument(input);
  if (!('problems' in result)) return [];
  return result.problems.map(({ path, message }) => `${pathText(path)}: ${message}`);
}

const call = fc.constantFrom('ec2:DescribeSubnets', 'lambda:ListTags');
const reason = fc.oneof(
  fc.record(
    { kind: fc.constantFrom('denied', 'failed', 'not-read'), call, detail: fc.string() },
    { requiredKeys: ['kind', 'call'], noNullPrototype: true },
  ),
  fc.record(
    { kind: fc.constant('opaque' as const), detail: fc.string() },
    { noNullPrototype: true },
  ),
);
const gap = fc.record(
  { collection: fc.constantFrom(...COLLECTION_NAMES), of: fc.string(), reason },
  { requiredKeys: ['collection', 'reason'], noNullPrototype: true },
);
const variables = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.webUrl()), {
  maxKeys: 4,
  noNullPrototype: true,
});
const snapshots = fc
  .record({
    gaps: fc.array(gap, { maxLength: 3 }),
    notFound: fc.array(fc.string(), { maxLength: 3 }),
    accountId: fc.constantFrom('111122223333', '000000000000'),
    region: fc.constantFrom('us-east-1', 'eu-west-1'),
    capturedAt: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') }),
    variables,
    vpcName: fc.string(),
    unread: fc.subarray([...COLLECTION_NAMES]),
  })
  .map(({ gaps, notFound, variables, vpcName, unread, capturedAt, ...header }) =>
    content({
      gaps,
      notFound,
      header: { ...header, capturedAt: capturedAt.toISOString() },
      collections: {
        Functions: [aFunction({ Environment: { Variables: variables } })],
        Vpcs: [aVpc({ Tags: [{ Key: 'Name', Value: vpcName }] })],
        ...Object.fromEntries(unread.map((name) => [name, undefined])),
      },
    }),
  );

describe('what is written is read again', () => {
  test('as it was', () => {
    fc.assert(
      fc.property(fc.array(snapshots, { minLength: 1, maxLength: 3 }), (written) => {
        expect(read(serialiseSnapshots(written))).toStrictEqual({ snapshots: written });
      }),
    );
  });

  test('and no environment value is in it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 12 }), (secret) => {
        const Environment = { Variables: { DB_PASSWORD: secret } };
        const Functions = [aFunction({ Environment })];
        expect(serialiseSnapshots([content({ collections: { Functions } })])).not.toContain(
          JSON.stringify(secret).slice(1, -1),
        );
      }),
    );
  });
});

function documentWith(changes: object): object {
  return { schemaVersion: 1, snapshots: [{ ...content(), ...changes }] };
}

describe('a file that was edited', () => {
  test('smuggles no environment value in', () => {
    const Environment = {
      Variables: { PASSWORD: 'hunter2', URL: 'https://user:hunter2@db.example.com:5432/hunter2' },
    };
    const result = parseSnapshotDocument(
      documentWith({ collections: { Functions: [{ ...aFunction(), Environment }] } }),
    );
    if ('problems' in result) throw new Error('expected a snapshot');
    expect(JSON.stringify(result)).not.toContain('hunter2');
    expect(result.snapshots[0]?.collections.Functions?.[0]?.Environment?.References).toEqual([
      { Variable: 'URL', Scheme: 'https', Host: 'db.example.com', Port: 5432 },
    ]);
  });

  test.each<[string, unknown, readonly string[]]>([
    [
      'a newer schema',
      { ...documentWith({}), schemaVersion: 2, surprise: true },
      [
        'schemaVersion: the snapshot has schema version 2 and this program reads up to version 1: ' +
          'update lambda-vpc-auditor, or collect the snapshot again',
      ],
    ],
    ['no version', { snapshots: [content()] }, ['schemaVersion: missing, expected 1']],
    ['a list', [], [': expected an object, got a list']],
    ['an unknown key', { ...documentWith({}), extra: 1 }, ['extra: unknown key']],
    [
      'an unknown collection',
      documentWith({ collections: { Buckets: [] } }),
      ['snapshots[0].collections.Buckets: unknown key'],
    ],
    [
      'a CIDR that is none',
      documentWith({ collections: { Subnets: [{ ...aSubnet(), CidrBlock: '10.0.0.0/33' }] } }),
      [
        'snapshots[0].collections.Subnets[0].CidrBlock: expected an IPv4 CIDR such as 10.0.0.0/24, ' +
          'got "10.0.0.0/33"',
      ],
    ],
    [
      'an account id of letters',
      documentWith({ accountId: 'me' }),
      ['snapshots[0].accountId: expected an account id of 12 digits, got "me"'],
    ],
    [
      'a reason without its call',
      documentWith({ gaps: [{ collection: 'Vpcs', reason: { kind: 'denied' } }] }),
      [expect.stringContaining('snapshots[0].gaps[0].reason')],
    ],
  ])('%s', (_name, input, problems) => {
    expect(problemsIn(input)).toEqual(problems);
  });

  test('is recognised whatever its version', () => {
    expect(isSnapshotDocument({ schemaVersion: 99, snapshots: null })).toBe(true);
    expect(isSnapshotDocument({ snapshots: [] })).toBe(false);
    expect(isSnapshotDocument(null)).toBe(false);
  });
});
