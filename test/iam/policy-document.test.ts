import { describe, expect, it } from 'vitest';
import { parsePolicyDocument } from '../../shared/iam/policy-document.ts';
import { errorsOf, policy } from './policies.ts';

// Rules: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html and
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html

const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };

function withStatement(parts: Readonly<Record<string, unknown>>) {
  return { Version: '2012-10-17', Statement: [{ ...statement, ...parts }] };
}

describe('what parses', () => {
  it('single values become lists, scalars strings, operators their parts', () => {
    const parsed = policy({
      Sid: 'One',
      Effect: 'Deny',
      NotAction: 'iam:*',
      NotResource: 'arn:aws:s3:::a',
      Condition: {
        'ForAnyValue:stringlikeifexists': { 'aws:TagKeys': ['a', 'b'] },
        NumericLessThan: { 's3:max-keys': 10 },
        Bool: { 'aws:SecureTransport': false },
      },
    });
    expect(parsed).toEqual({
      version: '2012-10-17',
      statements: [
        {
          index: 0,
          sid: 'One',
          effect: 'Deny',
          actions: { negated: true, patterns: ['iam:*'] },
          resources: { negated: true, patterns: ['arn:aws:s3:::a'] },
          conditions: [
            {
              operator: 'ForAnyValue:stringlikeifexists',
              qualifier: 'ForAnyValue',
              name: 'StringLike',
              ifExists: true,
              key: 'aws:TagKeys',
              values: ['a', 'b'],
            },
            {
              operator: 'NumericLessThan',
              name: 'NumericLessThan',
              ifExists: false,
              key: 's3:max-keys',
              values: ['10'],
            },
            {
              operator: 'Bool',
              name: 'Bool',
              ifExists: false,
              key: 'aws:SecureTransport',
              values: ['false'],
            },
          ],
        },
      ],
    });
  });

  it('text, URL-encoded text and the decoded object are the same document', () => {
    const document = withStatement({ Sid: 'A' });
    const text = JSON.stringify(document, undefined, 2);
    const [fromObject, fromText, fromEncoded, fromEncodedBlank] = [
      document,
      text,
      encodeURIComponent(text),
      encodeURIComponent(`\n ${text}`),
    ].map((input) => parsePolicyDocument(input, 'identity'));
    expect(fromObject?.ok).toBe(true);
    expect(fromText).toEqual(fromObject);
    expect(fromEncoded).toEqual(fromObject);
    expect(fromEncodedBlank).toEqual(fromObject);
  });

  it('without Version it is the old language, without Resource a resource policy means its resource', () => {
    const parse = parsePolicyDocument(
      { Id: 'x', Statement: { Principal: '*', Effect: 'Allow', Action: '*' } },
      'resource',
    );
    expect(parse).toMatchObject({ ok: true, document: { version: '2008-10-17', id: 'x' } });
    expect(parse.ok && parse.document.statements[0]?.resources).toBe(undefined);
  });

  it('all kinds of principals', () => {
    const [one] = policy(
      {
        ...statement,
        NotPrincipal: {
          AWS: [
            '123456789012',
            'arn:aws:iam::123456789012:role/path/r',
            'AROAEXAMPLEEXAMPLE12',
            '*',
          ],
          Service: 'lambda.amazonaws.com',
          Federated: ['accounts.google.com'],
          CanonicalUser: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be',
        },
      },
      'resource',
    ).statements;
    expect(one?.principals).toMatchObject({
      negated: true,
      everyone: false,
      service: ['lambda.amazonaws.com'],
    });
    expect(one?.principals?.aws).toHaveLength(4);
  });

  it('an empty Sid, several statements without Sid, and equal Sids in a resource policy', () => {
    expect(
      policy([{ ...statement, Sid: '' }, { ...statement, Sid: '' }, statement]).statements,
    ).toHaveLength(3);
    const twice = [
      { ...statement, Sid: 'a b', Principal: '*' },
      { ...statement, Sid: 'a b', Principal: '*' },
    ];
    expect(policy(twice, 'resource').statements).toHaveLength(2);
  });
});

describe('what does not, by statement, element and what would be right', () => {
  it.each<[unknown, readonly string[]]>([
    [[], ['a policy document is an object in { }, not a list']],
    ['"x"', ['a policy document is an object in { }, not a string (line 1 column 1)']],
    [{ Version: '2012-10-17' }, ['Statement: is missing; it holds the list of statements']],
    [{ Statement: [] }, ['Statement: is empty; a policy needs a statement']],
    [{ Statement: 'x' }, ['Statement[0]: must be an object in { }, not a string']],
    [
      statement,
      [
        'this is a single statement, not a policy: wrap it as {"Version": "2012-10-17", "Statement": [ … ]}',
      ],
    ],
    [
      { Version: '2012-10-18', Statement: statement },
      ['Version: must be "2012-10-17" (or the older "2008-10-17"), not "2012-10-18"'],
    ],
    [
      { Version: 2012, Statement: statement },
      ['Version: must be "2012-10-17" (or the older "2008-10-17"), not a number'],
    ],
    [
      { Id: 'x', Statement: statement },
      ['Id: only resource-based policies may carry an Id; remove it'],
    ],
    [{ statement, Statement: statement }, ['"statement" is no policy element; write Statement']],
    [
      withStatement({ effect: 'Allow' }),
      ['Statement[0]: "effect" is no policy element; write Effect'],
    ],
    [
      withStatement({ Effect: 'allow' }),
      ['Statement[0], Effect: must be Allow or Deny, not "allow"'],
    ],
    [
      withStatement({ Effect: ['Allow'] }),
      ['Statement[0], Effect: must be Allow or Deny, not a list'],
    ],
    [
      { Statement: { Action: '*', Resource: '*' } },
      ['Statement[0], Effect: is missing; write Allow or Deny'],
    ],
    [
      { Statement: { Effect: 'Allow', Resource: '*' } },
      ['Statement[0], Action: is missing; name the actions, or NotAction'],
    ],
    [
      { Statement: { Effect: 'Allow', Action: '*' } },
      ['Statement[0], Resource: is missing; name the resources by ARN, or "*"'],
    ],
    [
      withStatement({ NotAction: 's3:*' }),
      ['Statement[0], NotAction: Action and NotAction cannot stand in one statement'],
    ],
    [
      withStatement({ NotResource: '*' }),
      ['Statement[0], NotResource: Resource and NotResource cannot stand in one statement'],
    ],
    [
      withStatement({ Action: 'GetObject' }),
      [
        'Statement[0], Action: "GetObject" is no action: write service:Name such as lambda:InvokeFunction, with * or ? only in the name',
      ],
    ],
    [
      withStatement({ Action: 's*:Get' }),
      [
        'Statement[0], Action: "s*:Get" is no action: write service:Name such as lambda:InvokeFunction, with * or ? only in the name',
      ],
    ],
    [
      withStatement({ Action: ['s3:Get', 5] }),
      ['Statement[0], Action: must be a string, not a number'],
    ],
    [
      withStatement({ Resource: 'my-bucket' }),
      [
        'Statement[0], Resource: "my-bucket" is no resource: write an ARN that begins with arn:, or "*"',
      ],
    ],
    [
      withStatement({ Resource: 'arn:aws:s3:::a”' }),
      [
        'Statement[0], Resource: a typographic quote ” (U+201D); use a straight quote " at the end of the string and none inside',
      ],
    ],
    [
      withStatement({ Sid: 'with space' }),
      ['Statement[0] (Sid "with space"), Sid: may hold only letters A-Z, a-z and digits'],
    ],
    [withStatement({ Sid: 7 }), ['Statement[0], Sid: must be a string, not a number']],
    [
      {
        Statement: [
          { ...statement, Sid: 'A' },
          { ...statement, Sid: 'A' },
        ],
      },
      ['Statement[1] (Sid "A"), Sid: is already the Sid of Statement[0]; give each its own'],
    ],
    [
      withStatement({ Principal: '*' }),
      [
        'Statement[0], Principal: cannot stand in an identity policy, which speaks of the identity that carries it',
      ],
    ],
    [
      withStatement({ Condition: [] }),
      ['Statement[0], Condition: must be an object of operators, not a list'],
    ],
    [
      withStatement({ Condition: { StringEqual: { 'a:b': 'c' } } }),
      [
        'Statement[0], Condition: "StringEqual" is no condition operator; write one such as StringEquals, ArnLike or ForAnyValue:StringLike',
      ],
    ],
    [
      withStatement({ Condition: { NullIfExists: { 'a:b': 'true' } } }),
      [
        'Statement[0], Condition: "NullIfExists" cannot be: Null tests whether the key exists; drop IfExists',
      ],
    ],
    [
      withStatement({ Condition: { StringEquals: 'a' } }),
      [
        'Statement[0], Condition: StringEquals must hold an object of keys such as {"aws:SourceVpc": "vpc-1"}, not a string',
      ],
    ],
    [
      withStatement({ Condition: { StringEquals: { username: 'a' } } }),
      ['Statement[0], Condition: "username" is no condition key: write service:name'],
    ],
    [
      withStatement({ Condition: { StringEquals: { 'a:b': null } } }),
      [
        'Statement[0], Condition: the value of "a:b" must be a string, a number, true or false, not null',
      ],
    ],
    [
      withStatement({ Condition: { StringEquals: { 'a:b': '1', 'A:B': '2' } } }),
      ['Statement[0], Condition: StringEquals names "a:b" and "A:B", which are one key; keep one'],
    ],
  ])('%j', (input, errors) => {
    expect(errorsOf(input)).toEqual(errors);
  });

  it.each<[unknown, string]>([
    [
      undefined,
      'Principal: is missing; a resource-based policy says who, such as "*" or {"AWS": …}',
    ],
    [
      'arn:aws:iam::1:root',
      'Principal: "arn:aws:iam::1:root" has no type; write "*" or {"AWS": …}, {"Service": …}',
    ],
    [['*'], 'Principal: must be "*" or an object such as {"AWS": …}, not a list'],
    [
      { aws: '*' },
      'Principal: "aws" is no principal type; known are AWS, Service, Federated, CanonicalUser',
    ],
    [
      { AWS: 'bob' },
      'Principal: "bob" is no principal: write a 12-digit account id, the ARN of a user, role or session, or "*"',
    ],
    [
      { AWS: 'arn:aws:iam::1:user/*' },
      'Principal: "arn:aws:iam::1:user/*" has a wildcard; a principal is named in full, or "*" for everyone (with a condition on aws:PrincipalArn)',
    ],
  ])('principal %j of a resource policy', (Principal, error) => {
    expect(
      errorsOf(withStatement(Principal === undefined ? {} : { Principal }), 'resource'),
    ).toEqual([`Statement[0], ${error}`]);
  });

  it('a service control policy has no principal', () => {
    expect(errorsOf(withStatement({ NotPrincipal: { AWS: '*' } }), 'scp')).toEqual([
      'Statement[0], NotPrincipal: cannot stand in a service control policy; use the condition key aws:PrincipalArn',
    ]);
  });

  it('repeated keys, with their places', () => {
    const text =
      '{"Version":"2012-10-17","Version":"2012-10-17",\n"Statement":{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*",\n"Condition":{"Bool":{"a:b":"true","a:b":"false"},"Bool":{"a:c":"true"}}}}';
    expect(errorsOf(text)).toEqual([
      'the key "Version" stands more than once; keep one (line 1 column 25)',
      'Statement[0]: the key "Effect" stands more than once; keep one (line 2 column 30)',
      'Statement[0], Condition: the key "Bool" stands more than once; keep one (line 3 column 50)',
      'Statement[0], Condition: the key "a:b" stands more than once; keep one (line 3 column 35)',
    ]);
  });

  it('broken URL-encoding', () => {
    expect(errorsOf('%7B%22Version%2')).toEqual([
      'begins as URL-encoded JSON but is not URL-encoded to its end',
    ]);
  });

  it('says all that is wrong at once', () => {
    const errors = errorsOf({
      Version: 'x',
      Statement: [{ Effect: 'No' }, { Sid: 'B', Effect: 'Allow', Action: 'a', Resource: 'b' }],
    });
    expect(errors).toHaveLength(6);
    expect(errors.filter((error) => error.startsWith('Statement[1] (Sid "B")'))).toHaveLength(2);
  });
});
