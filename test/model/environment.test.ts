import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reduceEnvironment } from '../../shared/model/environment.ts';
import { PLANTED_SECRETS } from '../builders/planted-secrets.ts';

/** The references of one value, without the variable's name. */
function referencesOf(value: string, name = 'SETTING'): readonly object[] {
  return reduceEnvironment({ [name]: value }).map((reference) =>
    Object.fromEntries(Object.entries(reference).filter(([key]) => key !== 'Variable')),
  );
}

describe('what a value names', () => {
  const cases: readonly (readonly [string, readonly object[]])[] = [
    [
      'db.cluster-x.us-east-1.rds.amazonaws.com',
      [{ Host: 'db.cluster-x.us-east-1.rds.amazonaws.com' }],
    ],
    ['DB.Corp.Internal:5432', [{ Host: 'db.corp.internal', Port: 5432 }]],
    ['10.0.3.4', [{ Host: '10.0.3.4' }]],
    ['10.0.3.4:6379', [{ Host: '10.0.3.4', Port: 6379 }]],
    ['[fd00::1]:443', [{ Host: 'fd00::1', Port: 443 }]],
    ['https://api.stripe.com/v1/charges', [{ Scheme: 'https', Host: 'api.stripe.com' }]],
    [
      'https://api.example.com:8443?x=1',
      [{ Scheme: 'https', Host: 'api.example.com', Port: 8443 }],
    ],
    [
      'redis://:secret@cache.internal:6379/0',
      [{ Scheme: 'redis', Host: 'cache.internal', Port: 6379 }],
    ],
    [
      'jdbc:postgresql://db.internal:5432/app?user=a&password=b',
      [{ Scheme: 'postgresql', Host: 'db.internal', Port: 5432 }],
    ],
    ['jdbc:aws-wrapper:mysql://db.internal/app', [{ Scheme: 'mysql', Host: 'db.internal' }]],
    [
      'jdbc:sqlserver://db.internal:1433;user=sa;password=x',
      [{ Scheme: 'sqlserver', Host: 'db.internal', Port: 1433 }],
    ],
    ['postgresql+psycopg2://u:p@db.internal/a', [{ Scheme: 'postgresql', Host: 'db.internal' }]],
    [
      'mongodb+srv://u:p@cluster0.abc.mongodb.net/a',
      [{ Scheme: 'mongodb+srv', Host: 'cluster0.abc.mongodb.net' }],
    ],
    [
      'b-1.x.kafka.us-east-1.amazonaws.com:9098,b-2.x.kafka.us-east-1.amazonaws.com:9098',
      [
        { Host: 'b-1.x.kafka.us-east-1.amazonaws.com', Port: 9098 },
        { Host: 'b-2.x.kafka.us-east-1.amazonaws.com', Port: 9098 },
      ],
    ],
    [
      'SSL://b1.internal:9093, SSL://b2.internal:9093',
      [
        { Scheme: 'ssl', Host: 'b1.internal', Port: 9093 },
        { Scheme: 'ssl', Host: 'b2.internal', Port: 9093 },
      ],
    ],
    ['call https://api.example.com now', [{ Scheme: 'https', Host: 'api.example.com' }]],
    [
      'arn:aws:sqs:us-east-1:111122223333:orders',
      [{ Arn: 'arn:aws:sqs:us-east-1:111122223333:orders' }],
    ],
    [
      'arn:aws:secretsmanager:us-east-1:111122223333:secret:db/main-AbCdEf',
      [{ Arn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:db/main-AbCdEf' }],
    ],
    ['arn:aws:s3:::bucket/*', [{ Arn: 'arn:aws:s3:::bucket/*' }]],
    ['', []],
    ['production', []],
    ['index.handler', []],
    ['2026.11.20', []],
    ['db.internal:0', []],
    ['db.internal:65536', []],
    ['localhost:3000', []],
    ['ops@example.com', []],
    ['https://', []],
  ];
  test.each(cases)('%j', (value, expected) => {
    expect(referencesOf(value)).toEqual(expected);
  });

  test('a host of AWS is a host under any name', () => {
    expect(referencesOf('x.secretsmanager.us-east-1.amazonaws.com', 'SECRET_HOST')).toEqual([
      { Host: 'x.secretsmanager.us-east-1.amazonaws.com' },
    ]);
    expect(referencesOf('https://login.example.com/token', 'TOKEN_URL')).toEqual([
      { Scheme: 'https', Host: 'login.example.com' },
    ]);
  });

  test('the switches of the SDKs are on or left out', () => {
    expect(referencesOf('TRUE', 'AWS_USE_DUALSTACK_ENDPOINT')).toEqual([{ Enabled: true }]);
    expect(referencesOf('0', 'AWS_USE_FIPS_ENDPOINT')).toEqual([]);
    expect(referencesOf('1', 'USE_FIPS')).toEqual([]);
  });
});

describe('what a value must not leave behind', () => {
  test.each(PLANTED_SECRETS)('$shape', ({ name, value, secrets }) => {
    const kept = JSON.stringify(referencesOf(value, name));
    for (const secret of secrets) expect(kept).not.toContain(secret);
  });

  /** Characters of generated passwords, the delimiters of URLs and lists among them. */
  const passwordText = fc.string({
    unit: fc.constantFrom(...Array.from('abz09.:/?#@,; \\%&=+-_~\'"{}[]\n')),
    maxLength: 24,
  });
  const MARK = 'planted-secret.com';

  test('no password of a URL, whatever it is made of', () => {
    fc.assert(
      fc.property(
        passwordText,
        passwordText,
        fc.constantFrom('postgres', 'redis', 'https', 'mongodb+srv', 'jdbc:mysql', 'amqps'),
        (before, after, scheme) => {
          const password = `${before}${MARK}${after}`;
          const url = `${scheme}://app:${password}@db.internal:5432/app`;
          expect(JSON.stringify(referencesOf(url))).not.toContain(MARK);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  test('no user name of a URL, whatever it is made of', () => {
    fc.assert(
      fc.property(passwordText, passwordText, (before, after) => {
        const url = `redis://${before}${MARK}${after}:1234@cache.internal`;
        expect(JSON.stringify(referencesOf(url))).not.toContain(MARK);
      }),
      { numRuns: 5_000 },
    );
  });

  test('nothing of a path, query or fragment', () => {
    fc.assert(
      fc.property(passwordText, passwordText, fc.constantFrom('/', '?', '#'), (a, b, delimiter) => {
        const url = `https://api.example.com${delimiter}${a}${MARK}${b}`;
        expect(JSON.stringify(referencesOf(url))).not.toContain(MARK);
      }),
      { numRuns: 5_000 },
    );
  });

  test('every host, port and ARN that is kept stands in the value as it is', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (value) => {
        for (const reference of reduceEnvironment({ ANY: value })) {
          const { Host, Arn, Port } = reference;
          const lower = value.toLowerCase();
          expect(lower).toContain((Host ?? Arn ?? '').toLowerCase());
          expect(value).toContain(Port === undefined ? '' : String(Port));
        }
      }),
    );
  });

  test('a value of any length is read in reasonable steps', () => {
    expect(referencesOf(`${'a.'.repeat(2_000)}com`)).toHaveLength(1);
    expect(referencesOf('a.'.repeat(3_000))).toEqual([]);
  });
});
