/** What AWS's pages say about whole statements and policies, as cases. */
export interface AccessCase {
  readonly title: string;
  readonly statements: unknown;
  readonly version?: '2008-10-17' | '2012-10-17';
  /** Default lambda:InvokeFunction. */
  readonly action?: string;
  /** Default the function `f`. */
  readonly resource?: string | { readonly startsWith: string };
  readonly known?: Readonly<Record<string, string | readonly string[]>>;
  readonly unknown?: readonly string[];
  readonly decision: 'allowed' | 'explicitly-denied' | 'implicitly-denied' | 'unknown';
}

const GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/';
export const FUNCTION = 'arn:aws:lambda:us-east-1:111122223333:function:f';

function allow(parts: Readonly<Record<string, unknown>>) {
  return { Effect: 'Allow', Action: '*', Resource: '*', ...parts };
}

function deny(parts: Readonly<Record<string, unknown>>) {
  return { ...allow(parts), Effect: 'Deny' };
}

/** `Resource` gone, so that NotResource can take its place. */
function notResource(NotResource: string | readonly string[]) {
  return { Effect: 'Allow', Action: '*', NotResource };
}

function onResource(
  Resource: string | readonly string[],
  resource: AccessCase['resource'],
  decision: AccessCase['decision'],
  more: Partial<AccessCase> = {},
): AccessCase {
  return {
    title: `Resource ${JSON.stringify(Resource)} for ${JSON.stringify(resource)} ${JSON.stringify(more)}`,
    statements: allow({ Resource }),
    resource: resource ?? FUNCTION,
    decision,
    ...more,
  };
}

function onAction(
  Action: string | readonly string[],
  action: string,
  decision: AccessCase['decision'],
): AccessCase {
  return {
    title: `Action ${JSON.stringify(Action)} for ${action}`,
    statements: allow({ Action }),
    action,
    decision,
  };
}

const BUCKET = 'arn:aws:s3:::amzn-s3-demo-bucket';

/** Cases by the page whose rule they encode. */
export const ACCESS_CASES: readonly {
  readonly page: string;
  readonly cases: readonly AccessCase[];
}[] = [
  {
    page: `${GUIDE}reference_policies_elements_action.html`,
    cases: [
      onAction('lambda:InvokeFunction', 'lambda:InvokeFunction', 'allowed'),
      onAction('LAMBDA:invokefunction', 'lambda:InvokeFunction', 'allowed'),
      onAction('lambda:Invoke*', 'lambda:InvokeFunction', 'allowed'),
      onAction('lambda:Invoke', 'lambda:InvokeFunction', 'implicitly-denied'),
      onAction('iam:*AccessKey*', 'iam:ListAccessKeys', 'allowed'),
      onAction('s3:Get?bject', 's3:GetObject', 'allowed'),
      onAction('ec2:*', 'ec2messages:GetMessages', 'implicitly-denied'),
      onAction(['s3:GetObject', 'sqs:*'], 'sqs:SendMessage', 'allowed'),
      onAction('*', 'sqs:SendMessage', 'allowed'),
    ],
  },
  {
    page: `${GUIDE}reference_policies_elements_notaction.html`,
    cases: [
      {
        title: 'Allow with NotAction allows the rest',
        statements: { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' },
        action: 's3:GetObject',
        decision: 'allowed',
      },
      {
        title: 'Allow with NotAction does not allow what it names',
        statements: { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' },
        action: 'IAM:ListUsers',
        decision: 'implicitly-denied',
      },
      {
        title: 'Deny with NotAction denies the rest',
        statements: [allow({}), { Effect: 'Deny', NotAction: ['iam:*', 's3:*'], Resource: '*' }],
        action: 'sqs:SendMessage',
        decision: 'explicitly-denied',
      },
      {
        title: 'Deny with NotAction leaves what it names',
        statements: [allow({}), { Effect: 'Deny', NotAction: ['iam:*', 's3:*'], Resource: '*' }],
        action: 's3:GetObject',
        decision: 'allowed',
      },
    ],
  },
  {
    page: `${GUIDE}reference_policies_elements_resource.html`,
    cases: [
      onResource(FUNCTION, FUNCTION, 'allowed'),
      onResource(FUNCTION, `${FUNCTION}:1`, 'implicitly-denied'),
      onResource(`${FUNCTION}:*`, `${FUNCTION}:prod`, 'allowed'),
      onResource(`${FUNCTION}:*`, FUNCTION, 'implicitly-denied'),
      onResource(`${FUNCTION}*`, `${FUNCTION}oo`, 'allowed'),
      onResource(FUNCTION.toUpperCase().replace('ARN', 'arn'), FUNCTION, 'implicitly-denied'),
      onResource('arn:aws:lambda:*:111122223333:function:?', FUNCTION, 'allowed'),
      onResource('arn:aws:lambda:us-*-1:111122223333:function:f', FUNCTION, 'allowed'),
      onResource(`${BUCKET}/*/test/*`, `${BUCKET}/1/2/test/3/object.jpg`, 'allowed'),
      onResource(`${BUCKET}/*/test/*`, `${BUCKET}/1///test///object.jpg`, 'allowed'),
      onResource(`${BUCKET}/*/test/*`, `${BUCKET}/1-test/object.jpg`, 'implicitly-denied'),
      onResource(`${BUCKET}/*/test/*`, `${BUCKET}/1/test.jpg`, 'implicitly-denied'),
      // A star that ends its segment runs on over colons; one inside a segment does not.
      onResource('arn:aws:lambda:*:f', FUNCTION, 'allowed'),
      onResource('arn:aws:lambda:*', FUNCTION, 'allowed'),
      onResource(
        'arn:aws:lambda:us*x:111122223333:function:f',
        'arn:aws:lambda:us:x:111122223333:function:f',
        'implicitly-denied',
      ),
      onResource(
        'arn:aws:dynamodb:*:table/prod-*',
        'arn:aws:dynamodb:us-east-1:111122223333:table/prod-a',
        'allowed',
      ),
      onResource(
        'arn:aws:dynamodb:*:table/prod-*',
        'arn:aws:dynamodb:us-east-1:111122223333:table/test-a',
        'implicitly-denied',
      ),
      onResource('*', '*', 'allowed'),
      onResource(FUNCTION, '*', 'implicitly-denied'),
      // An escaped star is a backslash and a star: no function's ARN has a backslash.
      onResource(`${FUNCTION}:\\*`, `${FUNCTION}:prod`, 'implicitly-denied'),
      onResource(
        'arn:aws:ec2:*:*:network-interface/*',
        { startsWith: 'arn:aws:ec2:us-east-1:1:network-interface/' },
        'allowed',
      ),
      onResource(
        'arn:aws:ec2:*:*:network-interface/eni-1',
        { startsWith: 'arn:aws:ec2:us-east-1:1:network-interface/' },
        'unknown',
      ),
      onResource(
        'arn:aws:ec2:*:*:subnet/*',
        { startsWith: 'arn:aws:ec2:us-east-1:1:network-interface/' },
        'implicitly-denied',
      ),
      onResource(['arn:aws:s3:::a', FUNCTION], FUNCTION, 'allowed'),
    ],
  },
  {
    page: `${GUIDE}reference_policies_elements_notresource.html`,
    cases: [
      {
        title: 'NotResource covers the others',
        statements: notResource(`${FUNCTION}oo`),
        decision: 'allowed',
      },
      {
        title: 'NotResource leaves out what it names',
        statements: notResource([`${FUNCTION}*`, 'arn:aws:s3:::a']),
        decision: 'implicitly-denied',
      },
      {
        title: 'NotResource for an action without resources',
        statements: notResource(FUNCTION),
        resource: '*',
        decision: 'allowed',
      },
      {
        title: 'an open ARN that NotResource names in part',
        statements: notResource('arn:aws:s3:::b/x*'),
        resource: { startsWith: 'arn:aws:s3:::b/' },
        decision: 'unknown',
      },
    ],
  },
  {
    page: `${GUIDE}reference_policies_variables.html`,
    cases: [
      onResource(`${BUCKET}/\${aws:username}/*`, `${BUCKET}/ann/x`, 'allowed', {
        known: { 'aws:username': 'ann' },
      }),
      onResource(`${BUCKET}/\${AWS:UserName}/*`, `${BUCKET}/ann/x`, 'allowed', {
        known: { 'aws:username': 'ann' },
      }),
      onResource(`${BUCKET}/\${aws:username}/*`, `${BUCKET}/bob/x`, 'implicitly-denied', {
        known: { 'aws:username': 'ann' },
      }),
      onResource(`${BUCKET}/\${aws:username}/*`, `${BUCKET}/bob/x`, 'implicitly-denied'),
      onResource(`${BUCKET}/\${aws:username}/*`, `${BUCKET}/bob/x`, 'unknown', {
        unknown: ['aws:username'],
      }),
      onResource(`${BUCKET}/\${aws:username}/*`, BUCKET, 'implicitly-denied', {
        unknown: ['aws:username'],
      }),
      onResource(`${BUCKET}/\${aws:username, 'anonymous'}`, `${BUCKET}/anonymous`, 'allowed'),
      onResource(`${BUCKET}/\${aws:username, 'anonymous'}`, `${BUCKET}/ann`, 'allowed', {
        known: { 'aws:username': 'ann' },
      }),
      onResource(`${BUCKET}/\${aws:username}`, `${BUCKET}/\${aws:username}`, 'allowed', {
        version: '2008-10-17',
      }),
      onResource(`${BUCKET}/\${aws:username}`, `${BUCKET}/ann`, 'implicitly-denied', {
        version: '2008-10-17',
        known: { 'aws:username': 'ann' },
      }),
      onResource(`${BUCKET}/a\${*}b`, `${BUCKET}/a*b`, 'allowed'),
      onResource(`${BUCKET}/a\${*}b`, `${BUCKET}/axb`, 'implicitly-denied'),
      onResource(`${BUCKET}/a\${?}b`, `${BUCKET}/a?b`, 'allowed'),
      onResource(`${BUCKET}/a\${$}{b}`, `${BUCKET}/a\${b}`, 'allowed'),
      // A star in a request's value is a star, not a wildcard.
      onResource(`${BUCKET}/\${aws:username}/*`, `${BUCKET}/ann/x`, 'implicitly-denied', {
        known: { 'aws:username': '*' },
      }),
      {
        title: 'a variable in a condition',
        statements: allow({
          Condition: { StringLike: { 's3:prefix': ['', 'home/${aws:username}/*'] } },
        }),
        known: { 's3:prefix': 'home/ann/pictures', 'aws:username': 'ann' },
        decision: 'allowed',
      },
      {
        title: 'a variable that is absent matches nothing',
        statements: allow({ Condition: { StringEquals: { 's3:prefix': '${aws:username}' } } }),
        known: { 's3:prefix': '' },
        decision: 'implicitly-denied',
      },
      {
        title: 'a negated operator with an absent variable: true, or an invalid statement',
        statements: allow({ Condition: { StringNotEquals: { 's3:prefix': '${aws:username}' } } }),
        known: { 's3:prefix': 'x' },
        decision: 'unknown',
      },
      {
        title: 'tags as variables',
        statements: allow({
          Condition: { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } },
        }),
        known: { 'aws:ResourceTag/team': 'red', 'aws:PrincipalTag/team': 'red' },
        decision: 'allowed',
      },
    ],
  },
  {
    page: `${GUIDE}reference_policies_condition-logic-multiple-context-keys-or-values.html`,
    cases: [
      {
        title: 'all operators must hold',
        statements: allow({ Condition: { StringEquals: { 'a:x': '1' }, Bool: { 'a:y': 'true' } } }),
        known: { 'a:x': '1', 'a:y': 'false' },
        decision: 'implicitly-denied',
      },
      {
        title: 'all keys of an operator must hold',
        statements: allow({ Condition: { StringEquals: { 'a:x': '1', 'a:y': '2' } } }),
        known: { 'a:x': '1', 'a:y': '2' },
        decision: 'allowed',
      },
      {
        title: 'one false condition decides although another key is not known',
        statements: allow({ Condition: { StringEquals: { 'a:x': '1', 'a:y': '2' } } }),
        known: { 'a:x': 'no' },
        unknown: ['a:y'],
        decision: 'implicitly-denied',
      },
      {
        title: 'an unknown key leaves the rest open',
        statements: allow({ Condition: { StringEquals: { 'a:x': '1', 'a:y': '2' } } }),
        known: { 'a:x': '1' },
        unknown: ['a:y'],
        decision: 'unknown',
      },
    ],
  },
  {
    page: `${GUIDE}reference_policies_evaluation-logic.html`,
    cases: [
      {
        title: 'nothing allows',
        statements: allow({ Action: 's3:*' }),
        decision: 'implicitly-denied',
      },
      {
        title: 'deny beats allow',
        statements: [allow({}), deny({})],
        decision: 'explicitly-denied',
      },
      {
        title: 'deny beats allow in either order',
        statements: [deny({}), allow({})],
        decision: 'explicitly-denied',
      },
      {
        title: 'a deny without any allow is explicit',
        statements: deny({}),
        decision: 'explicitly-denied',
      },
      {
        title: 'a certain deny beats an unknown one and an unknown allow',
        statements: [
          deny({ Condition: { Bool: { 'a:x': 'true' } } }),
          allow({ Condition: { Bool: { 'a:x': 'true' } } }),
          deny({ Sid: 'Certain' }),
        ],
        unknown: ['a:x'],
        decision: 'explicitly-denied',
      },
      {
        title: 'a possible deny over a certain allow is unknown',
        statements: [allow({}), deny({ Condition: { Bool: { 'a:x': 'true' } } })],
        unknown: ['a:x'],
        decision: 'unknown',
      },
      {
        title: 'a possible deny without any allow is a denial all the same',
        statements: [deny({ Condition: { Bool: { 'a:x': 'true' } } })],
        unknown: ['a:x'],
        decision: 'implicitly-denied',
      },
      {
        title: 'a certain allow beats a possible one',
        statements: [allow({ Condition: { Bool: { 'a:x': 'true' } } }), allow({})],
        unknown: ['a:x'],
        decision: 'allowed',
      },
      {
        title: 'a deny whose condition is false does not count',
        statements: [allow({}), deny({ Condition: { Bool: { 'a:x': 'true' } } })],
        known: { 'a:x': 'false' },
        decision: 'allowed',
      },
    ],
  },
  {
    page: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
    cases: [
      {
        title: 'deny without a VPC: an unattached function',
        statements: [
          allow({}),
          deny({
            Action: ['lambda:CreateFunction', 'lambda:UpdateFunctionConfiguration'],
            Condition: { Null: { 'lambda:VpcIds': 'true' } },
          }),
        ],
        action: 'lambda:CreateFunction',
        decision: 'explicitly-denied',
      },
      {
        title: 'deny without a VPC: an attached function',
        statements: [
          allow({}),
          deny({
            Action: 'lambda:CreateFunction',
            Condition: { Null: { 'lambda:VpcIds': 'true' } },
          }),
        ],
        action: 'lambda:CreateFunction',
        known: { 'lambda:VpcIds': 'vpc-1' },
        decision: 'allowed',
      },
      {
        title: 'ForAllValues in an Allow lets an unattached function through',
        statements: allow({
          Condition: { 'ForAllValues:StringEquals': { 'lambda:SubnetIds': ['subnet-1'] } },
        }),
        action: 'lambda:CreateFunction',
        decision: 'allowed',
      },
      {
        title: 'with the Null check it does not',
        statements: allow({
          Condition: {
            'ForAllValues:StringEquals': { 'lambda:SubnetIds': ['subnet-1'] },
            Null: { 'lambda:SubnetIds': 'false' },
          },
        }),
        action: 'lambda:CreateFunction',
        decision: 'implicitly-denied',
      },
    ],
  },
  {
    page: 'https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html',
    cases: [
      {
        title: "Lambda's own call carries no lambda:SourceFunctionArn",
        statements: [
          allow({}),
          deny({ Condition: { ArnEquals: { 'lambda:SourceFunctionArn': FUNCTION } } }),
        ],
        action: 'ec2:CreateNetworkInterface',
        resource: '*',
        decision: 'allowed',
      },
      {
        title: "the function's code does",
        statements: [
          allow({}),
          deny({ Condition: { ArnEquals: { 'lambda:SourceFunctionArn': FUNCTION } } }),
        ],
        action: 'ec2:CreateNetworkInterface',
        resource: '*',
        known: { 'lambda:SourceFunctionArn': FUNCTION },
        decision: 'explicitly-denied',
      },
      {
        title: 'a qualified ARN in the policy never matches',
        statements: [
          allow({}),
          deny({ Condition: { ArnLike: { 'lambda:SourceFunctionArn': `${FUNCTION}:*` } } }),
        ],
        action: 'ec2:CreateNetworkInterface',
        resource: '*',
        known: { 'lambda:SourceFunctionArn': FUNCTION },
        decision: 'allowed',
      },
    ],
  },
];
