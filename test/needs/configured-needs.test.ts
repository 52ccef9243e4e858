import { describe, expect, it } from 'vitest';
import { functionArn, item, snapshot } from '../builders/snapshot.ts';
import { configuredWords } from '../../shared/needs/configured-needs.ts';
import { needsInternet, severityOfNeed } from '../../shared/needs/need.ts';
import { aFunction } from '../builders/snapshot.ts';
import { allow, gaps, lines, needsOf } from './needs-of.ts';

const wordsOf = (
  Tags: Readonly<Record<string, string>> | undefined,
  configured: Parameters<typeof configuredWords>[1] = [],
) =>
  configuredWords(
    snapshot({ collections: { Functions: [aFunction({ Tags })] } }),
    configured,
    functionArn('orders'),
  ).map(({ word }) => word);

const tagged = (needs: string) => needsOf({ with: { Tags: { needs } } });

describe('configured words', () => {
  it('come from the tag, separated by any white space', () => {
    expect(wordsOf({ needs: ' internet  sqs\tdb.internal:5432 ' })).toEqual([
      'internet',
      'sqs',
      'db.internal:5432',
    ]);
    expect(wordsOf({ needs: '' })).toEqual([]);
  });

  it('come from the configuration by name or ARN, and only for that function', () => {
    const configured = [
      { function: 'orders', needs: ['internet'] },
      { function: functionArn('orders'), needs: ['kms'] },
      { function: 'order', needs: ['lambda'] },
    ];
    expect(wordsOf({ needs: 'sqs' }, configured)).toEqual(['sqs', 'internet', 'kms']);
  });

  it('are those of the configuration alone where the tags were not read', () => {
    expect(wordsOf(undefined, [{ function: 'orders', needs: ['internet'] }])).toEqual(['internet']);
  });
});

describe('a configured word', () => {
  it.each([
    ['internet', ['internet4:443 configured']],
    ['internet6', ['internet6:443 configured']],
    ['sqs', ['sqs@us-east-1:443 configured']],
    ['SQS', ['sqs@us-east-1:443 configured']],
    ['kinesis', ['kinesis-streams@us-east-1:443 configured']],
    ['kinesis-streams', ['kinesis-streams@us-east-1:443 configured']],
    ['com.amazonaws.us-east-1.sns', ['sns@us-east-1:443 configured']],
    ['ecr', ['ecr.api@us-east-1:443 configured', 'ecr.dkr@us-east-1:443 configured']],
    ['ecr.api', ['ecr.api@us-east-1:443 configured']],
    ['dynamodb', ['dynamodb@us-east-1:443 configured']],
    ['dynamodb-streams', ['dynamodb-streams@us-east-1:443 configured']],
    ['kms', ['kms@us-east-1:443 configured']],
    ['logs', ['logs@us-east-1:443 configured']],
    ['ses', ['ses@us-east-1:443 configured']],
    ['email-smtp', ['email-smtp@us-east-1:587 configured']],
    ['sqs.eu-west-1.amazonaws.com:443', ['sqs@eu-west-1:443 configured']],
    ['api.example.com:8443', ['internet4:8443 configured']],
    ['db.corp.internal:5432', ['private-name db.corp.internal:5432 configured']],
    ['10.9.0.4:6379', ['address 10.9.0.4:6379 configured']],
    ['[2606:4700::1111]:853', ['internet6:853 configured']],
    [
      'orders.c1.us-east-1.rds.amazonaws.com:3306',
      ['resource orders.c1.us-east-1.rds.amazonaws.com:3306 configured'],
    ],
  ])('%s is understood', (word, needs) => {
    expect(lines(tagged(word))).toEqual(needs);
    expect(gaps(tagged(word))).toEqual([]);
  });

  it('is certain', () => {
    expect(tagged('sqs').needs[0]).toMatchObject({
      confidence: 'CERTAIN',
      evidence: [{ resource: functionArn('orders'), field: 'Tags.needs', value: 'sqs' }],
    });
  });

  it('that means nothing leaves needs of any kind open', () => {
    expect(gaps(tagged('datenbank internet'))).toEqual([
      'internet service host: Tags.needs names datenbank, which is no service, host or internet',
    ]);
    expect(lines(tagged('datenbank internet'))).toEqual(['internet4:443 configured']);
  });
});

describe('one need from several sources', () => {
  const found = needsOf({
    statements: [allow('sqs:SendMessage')],
    with: {
      Tags: { needs: 'sqs' },
      Environment: { Variables: { Q: 'https://sqs.us-east-1.amazonaws.com/111122223333/orders' } },
    },
  });

  it('is one, with the strongest source and the evidence of all', () => {
    expect(lines(found)).toEqual(['sqs@us-east-1:443 configured']);
    expect(found.needs[0]?.evidence.map((one) => one.field)).toEqual([
      'Tags.needs',
      'Environment.Q',
      'policy own Statement[0]',
    ]);
  });

  it('weighs less only where the role alone names it', () => {
    const [need] = found.needs;
    expect(need && severityOfNeed(need)).toBe('HIGH');
    const [inferred] = needsOf({ statements: [allow('sqs:SendMessage')] }).needs;
    expect(inferred && severityOfNeed(inferred)).toBe('MEDIUM');
  });

  it('gathers the hosts of the internet under their port', () => {
    const internet = needsOf({
      with: {
        Tags: { needs: 'internet' },
        Environment: {
          Variables: {
            A: 'https://a.example.com',
            B: 'https://b.example.com',
            C: 'c.example.com:25',
          },
        },
      },
    });
    expect(internet.needs).toMatchObject([
      {
        kind: 'internet',
        port: 443,
        source: 'configured',
        hosts: ['a.example.com', 'b.example.com'],
      },
      { kind: 'internet', port: 25, source: 'environment', hosts: ['c.example.com'] },
    ]);
  });
});

describe('tags that were not read', () => {
  it('leave needs of any kind open where they were refused', () => {
    const found = needsOf({
      with: { Tags: undefined },
      given: {
        gaps: [
          {
            collection: 'Functions',
            of: `${functionArn('orders')} Tags`,
            reason: { kind: 'denied', call: 'lambda:ListTags' },
          },
        ],
      },
    });
    expect(gaps(found)).toEqual(['internet service host: lambda:ListTags is denied']);
  });

  it('are a note where nobody asked for them', () => {
    const found = needsOf({ with: { Tags: undefined } });
    expect(found.incomplete).toEqual([]);
    expect(found.notes).toEqual([{ kind: 'tags-not-read', value: 'needs' }]);
  });
});

it('needs every file system that is mounted, for certain', () => {
  const arn = 'arn:aws:elasticfilesystem:us-east-1:111122223333:access-point/fsap-1';
  const found = needsOf({ with: { FileSystemConfigs: [{ Arn: arn, LocalMountPath: '/mnt/a' }] } });
  expect(found.needs).toMatchObject([{ kind: 'file-system', arn, confidence: 'CERTAIN' }]);
});

it.each([
  ['the tag', needsOf({ with: { Tags: { needs: 'internet' } } }), true],
  ['IPv6 alone', needsOf({ with: { Tags: { needs: 'internet6' } } }), false],
  [
    'a public host',
    needsOf({ with: { Environment: { Variables: { A: 'https://api.example.com' } } } }),
    true,
  ],
  [
    'a function URL that the role may call',
    needsOf({ statements: [allow('lambda:InvokeFunctionUrl')] }),
    false,
  ],
  ['a service', needsOf({ with: { Tags: { needs: 'sqs' } } }), false],
])('is known to need the internet by %s: %#', (_, needs, answer) => {
  expect(needsInternet(needs)).toBe(answer);
});

it('takes the name that the region offers for a service', () => {
  const found = needsOf({
    with: { Tags: { needs: 'sqs' } },
    given: {
      collections: {
        ServiceDetails: [item('ServiceDetails', { ServiceName: 'cn.com.amazonaws.us-east-1.sqs' })],
      },
    },
  });
  expect(found.needs).toMatchObject([
    { service: 'sqs', serviceName: 'cn.com.amazonaws.us-east-1.sqs' },
  ]);
});
