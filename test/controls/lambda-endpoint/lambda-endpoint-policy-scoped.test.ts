import { lambdaEndpointPolicyScoped } from '../../../shared/controls/lambda-endpoint/lambda-endpoint-policy-scoped.ts';
import { callingFunction, withEndpoint } from '../../builders/lambda-endpoint.ts';
import { ROLE } from '../../builders/roles.ts';
import { ACCOUNT, functionArn, item, VPC } from '../../builders/snapshot.ts';
import { controlTable } from '../control-table.ts';
import { roleWith, statement } from '../roles/role-documents.ts';
import { allow, document, OPEN, withPolicy } from './policies.ts';

const open = (fields: Readonly<Record<string, unknown>> = {}) =>
  withPolicy(document({ ...OPEN, ...fields }));
const when = (Condition: unknown) => open({ Condition });
const failsOpen = {
  status: 'FAILED',
  severity: 'LOW',
  messages: ['open'],
  evidence: ['vpce-lambda PolicyDocument Statement[0]: any principal, action, resource'],
} as const;
const billing = functionArn('billing');
const naming = (Resource: unknown, Action: unknown = 'lambda:InvokeFunction') => ({
  RoleDetailList: [roleWith([statement('Allow', Action, { Resource })])],
});
const blocked = (policy: Readonly<Record<string, unknown>>, others: ReturnType<typeof naming>) =>
  withPolicy(policy, others);
const blocks = {
  status: 'FAILED',
  severity: 'HIGH',
  confidence: 'INFERRED',
  messages: ['blocks'],
} as const;
const orders = functionArn('orders-out');
const outside = [
  'vpce-lambda PolicyDocument no statement of policy vpce-lambda allows it',
  `${ROLE} policies ${orders}`,
];

controlTable(lambdaEndpointPolicyScoped, [
  {
    name: 'does not apply to a deleted endpoint',
    given: withEndpoint({ State: 'deleted' }),
    status: 'NOT_APPLICABLE',
    messages: ['gone'],
  },
  {
    name: 'does not apply to a text that is no policy',
    given: withPolicy('{'),
    status: 'NOT_APPLICABLE',
    messages: ['invalid'],
  },
  {
    name: 'passes a policy that names what it allows',
    given: withPolicy(document(allow())),
    status: 'PASSED',
    messages: ['scoped'],
  },
  {
    name: 'fails no policy',
    given: withPolicy(undefined),
    status: 'FAILED',
    severity: 'LOW',
    messages: ['fullAccess'],
    evidence: ['vpce-lambda PolicyDocument default'],
  },
  { name: 'fails the default policy', given: open(), ...failsOpen },
  {
    name: 'fails every AWS principal and every action of Lambda',
    given: open({ Principal: { AWS: '*' }, Action: 'lambda:*' }),
    ...failsOpen,
  },
  {
    name: 'fails an Allow for everyone but one',
    given: open({
      NotPrincipal: { AWS: `arn:aws:iam::${ACCOUNT}:user/eve` },
      Principal: undefined,
    }),
    ...failsOpen,
  },
  {
    name: 'fails an Allow for everything but one',
    given: open({ Action: undefined, NotAction: 'lambda:DeleteFunction' }),
    ...failsOpen,
  },
  {
    name: 'fails an ARN of wildcards',
    given: open({ Resource: 'arn:aws:lambda:*:*:*' }),
    ...failsOpen,
  },
  {
    name: 'passes an Allow for everything but Lambda',
    given: open({ Action: undefined, NotAction: 'lambda:*' }),
    status: 'PASSED',
  },
  {
    name: 'passes a Deny for everyone, which closes',
    given: withPolicy(document({ ...OPEN, Effect: 'Deny' })),
    status: 'PASSED',
  },
  {
    name: 'passes a list of principals',
    given: open({
      Principal: { AWS: ['arn:aws:iam::111122223333:root', 'arn:aws:iam::444455556666:root'] },
    }),
    status: 'PASSED',
  },
  {
    name: 'passes an action',
    given: open({ Action: ['lambda:InvokeFunction'] }),
    status: 'PASSED',
  },
  { name: 'passes a resource', given: open({ Resource: `${billing}*` }), status: 'PASSED' },
  {
    name: 'fails two wildcards of three when strict',
    given: open({ Action: ['lambda:InvokeFunction'] }),
    parameters: { strict: true },
    status: 'FAILED',
    severity: 'LOW',
    messages: ['open'],
    evidence: ['vpce-lambda PolicyDocument Statement[0]: any principal, resource'],
  },
  {
    name: 'passes one wildcard of three when strict',
    given: withPolicy(document(allow({ Principal: '*' }))),
    parameters: { strict: true },
    status: 'PASSED',
  },
  ...[
    'aws:PrincipalOrgID',
    'aws:PrincipalOrgPaths',
    'aws:PrincipalAccount',
    'AWS:principalarn',
    'aws:ResourceOrgID',
    'aws:ResourceAccount',
  ].map((key) => ({
    name: `passes a condition on ${key}`,
    given: when({ StringLike: { [key]: 'o-example*' } }),
    status: 'PASSED' as const,
  })),
  {
    name: 'fails a condition on something else',
    given: when({ StringEquals: { 'aws:SourceVpc': VPC } }),
    ...failsOpen,
  },
  {
    name: 'fails a negated operator',
    given: when({ StringNotEquals: { 'aws:PrincipalAccount': '1' } }),
    ...failsOpen,
  },
  {
    name: 'fails a condition that any value meets',
    given: when({ StringLike: { 'aws:PrincipalOrgID': ['o-example', '*'] } }),
    ...failsOpen,
  },
  {
    name: 'fails ForAllValues, which an absent key meets',
    given: when({ 'ForAllValues:StringLike': { 'aws:PrincipalOrgPaths': 'o-example/*' } }),
    ...failsOpen,
  },
  {
    name: 'fails a check that the key is there',
    given: when({ Null: { 'aws:PrincipalOrgID': 'false' } }),
    ...failsOpen,
  },
  {
    name: 'passes where a Deny keeps out other organizations',
    given: withPolicy(
      document(OPEN, {
        ...OPEN,
        Effect: 'Deny',
        Condition: {
          StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-example' },
          BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
        },
      }),
    ),
    status: 'PASSED',
  },
  {
    name: 'fails where such a Deny is about one action only',
    given: withPolicy(
      document(OPEN, {
        ...OPEN,
        Effect: 'Deny',
        Action: 'lambda:DeleteFunction',
        Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-example' } },
      }),
    ),
    ...failsOpen,
  },
  {
    name: 'weighs more where another account is peered with the VPC',
    given: withPolicy(document(OPEN), {
      VpcPeeringConnections: [
        item('VpcPeeringConnections', {
          VpcPeeringConnectionId: 'pcx-0a',
          Status: { Code: 'active' },
          RequesterVpcInfo: { VpcId: VPC, OwnerId: ACCOUNT },
          AccepterVpcInfo: { VpcId: 'vpc-far', OwnerId: '444455556666' },
        }),
      ],
    }),
    ...failsOpen,
    severity: 'MEDIUM',
    messages: ['open', 'othersInVpc'],
  },
  {
    name: 'weighs more where another account has something in the VPC',
    given: withPolicy(undefined, {
      NetworkInterfaces: ['444455556666', 'amazon-rds'].map((OwnerId, index) =>
        item('NetworkInterfaces', { NetworkInterfaceId: `eni-${index}`, VpcId: VPC, OwnerId }),
      ),
    }),
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['fullAccess', 'othersInVpc'],
    evidence: ['vpce-lambda PolicyDocument default'],
  },
  {
    name: 'fails a policy that blocks its consumer',
    given: blocked(document(allow()), naming(orders)),
    ...blocks,
    evidence: outside,
  },
  {
    name: 'blocks where a Deny has what the role names',
    given: blocked(
      document(
        allow({ Resource: '*' }),
        allow({ Effect: 'Deny', Principal: '*', Resource: `${billing}*` }),
      ),
      naming([billing, `${billing}:*`]),
    ),
    ...blocks,
    evidence: ['vpce-lambda PolicyDocument Statement[1] of policy vpce-lambda denies it'],
  },
  {
    name: 'blocks other principals than it names',
    given: blocked(
      document(allow({ Principal: { AWS: 'arn:aws:iam::444455556666:root' } })),
      naming(billing),
    ),
    ...blocks,
    evidence: [`${ROLE} policies ${billing}`],
  },
  {
    name: 'blocks other actions than it names',
    given: blocked(document(allow({ Action: 'lambda:GetFunction' })), naming(billing)),
    ...blocks,
    evidence: [`${ROLE} policies ${billing}`],
  },
  {
    name: 'does not block what it allows in part',
    given: blocked(document(allow()), naming([orders, billing])),
    status: 'PASSED',
  },
  {
    name: 'says nothing of a role with wildcards',
    given: blocked(document(allow()), naming([orders, functionArn('*')])),
    status: 'PASSED',
  },
  {
    name: 'takes a wildcard after the name for all versions',
    given: blocked(document(allow()), naming(`${orders}:*`)),
    ...blocks,
    evidence: [`${ROLE} policies ${orders}:*`],
  },
  {
    name: 'takes an action pattern as a whole',
    given: blocked(document(allow()), naming(orders, 'lambda:Invoke*')),
    ...blocks,
    evidence: outside,
  },
  {
    name: 'says nothing of functions in another Region',
    given: blocked(document(allow()), naming(functionArn('orders-out', 'eu-west-1'))),
    status: 'PASSED',
  },
  {
    name: 'says nothing where a condition cannot be evaluated',
    given: blocked(
      document(
        allow({
          Resource: orders,
          Condition: { StringEquals: { 'aws:PrincipalTag/team': 'a' } },
        }),
      ),
      naming(orders),
    ),
    status: 'PASSED',
  },
  {
    name: 'does not know whether it blocks where not every policy of the role was read',
    given: withPolicy(document(allow()), {
      RoleDetailList: [
        roleWith([statement('Allow', 'lambda:InvokeFunction', { Resource: orders })], {
          AttachedManagedPolicies: [{ PolicyArn: 'arn:aws:iam::1:policy/unread' }],
        }),
      ],
      Policies: undefined,
    }),
    status: 'UNKNOWN',
    messages: [],
  },
  {
    name: 'does not know whether it blocks a consumer whose role was not read',
    given: withPolicy(document(allow()), { RoleDetailList: undefined }),
    status: 'UNKNOWN',
    unknownCall: 'iam:GetRole',
  },
  {
    name: 'does not know whether it blocks a function that may be a consumer',
    given: withPolicy(document(allow()), {
      Functions: [callingFunction({ Tags: {} })],
      RoleDetailList: undefined,
    }),
    status: 'UNKNOWN',
    unknownCall: 'iam:GetRole',
  },
  {
    name: 'does not know whom it blocks where the functions were not read',
    given: withPolicy(document(allow()), { Functions: undefined }),
    status: 'UNKNOWN',
    unknownCall: 'lambda:ListFunctions',
  },
  ...[{ RoleDetailList: undefined }, { Functions: undefined }].map((unread) => ({
    name: `passes a policy that refuses no caller for certain without ${Object.keys(unread).join()}`,
    given: withPolicy(
      document({
        ...OPEN,
        Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
      }),
      unread,
    ),
    status: 'PASSED' as const,
  })),
  {
    name: 'does not know whom a Deny leaves out where the roles were not read',
    given: withPolicy(
      document(
        {
          ...OPEN,
          Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
        },
        { ...OPEN, Effect: 'Deny', Resource: billing },
      ),
      { RoleDetailList: undefined },
    ),
    status: 'UNKNOWN',
    unknownCall: 'iam:GetRole',
  },
  {
    name: 'says nothing of a destination, which Lambda itself calls',
    given: withPolicy(document(allow()), {
      ...naming(orders),
      Functions: [callingFunction()],
      FunctionEventInvokeConfigs: [
        item('FunctionEventInvokeConfigs', {
          FunctionArn: functionArn('orders'),
          DestinationConfig: { OnSuccess: { Destination: orders } },
        }),
      ],
    }),
    status: 'PASSED',
  },
  {
    name: 'says nothing of a function that is no consumer',
    given: withPolicy(document(allow()), {
      ...naming('arn:aws:s3:::bucket', 's3:GetObject'),
      Functions: [callingFunction({ Tags: {} })],
    }),
    status: 'PASSED',
  },
]);
