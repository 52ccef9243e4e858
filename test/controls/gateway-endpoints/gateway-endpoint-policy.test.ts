import { gatewayEndpointPolicy } from '../../../shared/controls/gateway-endpoints/gateway-endpoint-policy.ts';
import { ROLE } from '../../builders/roles.ts';
import { aFunction, item, VPC } from '../../builders/snapshot.ts';
import type { SnapshotChanges } from '../../builders/snapshot.ts';
import { endpoint } from '../../builders/topology.ts';
import { controlTable } from '../control-table.ts';
import { roleWith, statement } from '../roles/role-documents.ts';

type Loose = Readonly<Record<string, unknown>>;

const BUCKET = 'arn:aws:s3:::orders-data';
const OTHER = 'arn:aws:s3:::other-data';

const allow = (fields: Loose = {}): Loose => ({
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:*',
  Resource: '*',
  ...fields,
});
const document = (...Statement: readonly Loose[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement });
const gateway = (PolicyDocument?: string, fields: Loose = {}) =>
  endpoint('vpce-s3', 's3', {
    VpcEndpointType: 'Gateway',
    RouteTableIds: ['rtb-0a'],
    ...(PolicyDocument !== undefined && { PolicyDocument }),
    ...fields,
  });
const withPolicy = (policy?: string, fields: Loose = {}) => ({
  collections: { VpcEndpoints: [gateway(policy, fields)] },
});
/** A function whose role names these resources, behind the endpoint. */
const consumer = (
  policy: string,
  Resource: unknown,
  { action = 's3:GetObject', fields = {} }: { action?: string; fields?: Loose } = {},
) => ({
  collections: {
    VpcEndpoints: [gateway(policy, fields)],
    RoleDetailList: [roleWith([statement('Allow', action, { Resource })])],
  },
});
/** A function that needs S3, behind the endpoint, and something that was not read. */
const unread = (policy: string, collections: NonNullable<SnapshotChanges['collections']>) => ({
  collections: {
    VpcEndpoints: [gateway(policy)],
    Functions: [aFunction({ Tags: { needs: 's3' } })],
    ...collections,
  },
});
const one = document(allow({ Resource: [OTHER, `${OTHER}/*`] }));
const blocks = {
  resource: 'vpce-s3',
  status: 'FAILED',
  severity: 'HIGH',
  confidence: 'INFERRED',
  messages: ['blocks'],
} as const;
const shared = {
  Vpcs: [item('Vpcs', { VpcId: VPC, OwnerId: '999988887777', CidrBlock: '10.0.0.0/16' })],
  VpcEndpoints: [],
};

controlTable(gatewayEndpointPolicy, [
  {
    name: 'does not apply to an endpoint that is being deleted',
    given: withPolicy('{', { State: 'Deleting' }),
    status: 'NOT_APPLICABLE',
    messages: ['gone'],
  },
  {
    name: 'passes no policy, the default',
    given: withPolicy(),
    status: 'PASSED',
    messages: ['valid'],
  },
  { name: 'passes a policy for everyone', given: withPolicy(document(allow())), status: 'PASSED' },
  {
    name: 'passes every AWS principal',
    given: withPolicy(document(allow({ Principal: { AWS: '*' } }))),
    status: 'PASSED',
  },
  {
    name: 'passes a principal by condition',
    given: withPolicy(document(allow({ Condition: { ArnEquals: { 'aws:PrincipalArn': ROLE } } }))),
    status: 'PASSED',
  },
  {
    name: 'fails a text that is no policy',
    given: withPolicy('{"Statement": ['),
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['invalid'],
    evidence: [
      'vpce-s3 PolicyDocument not JSON: the document ends too early: nothing closes { at line 1 column 1 and [ at line 1 column 15; ] } is missing at the end (line 1 column 16)',
    ],
  },
  {
    name: 'fails a policy that allows nothing',
    given: withPolicy(document(allow({ Effect: 'Deny', Resource: `${BUCKET}/*` }))),
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['noAllow'],
    evidence: ['vpce-s3 PolicyDocument no Allow'],
  },
  {
    name: 'fails a principal that is named',
    given: withPolicy(document(allow({ Principal: { AWS: ROLE } }))),
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['principal'],
    evidence: [`vpce-s3 PolicyDocument AWS ${ROLE}`],
  },
  {
    name: 'fails NotPrincipal, also in a Deny',
    given: withPolicy(
      document(
        allow(),
        allow({ Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: ROLE } }),
      ),
    ),
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['principal'],
    evidence: [`vpce-s3 PolicyDocument NotPrincipal AWS ${ROLE}`],
  },
  {
    name: 'fails a policy that leaves out the bucket of its consumer',
    given: consumer(one, `${BUCKET}/*`),
    ...blocks,
    evidence: [
      'vpce-s3 PolicyDocument no statement of policy vpce-s3 allows it',
      `${ROLE} policies ${BUCKET}/*`,
    ],
  },
  {
    name: 'fails a policy that denies the bucket of its consumer',
    given: consumer(
      document(allow(), allow({ Effect: 'Deny', Resource: `${BUCKET}*` })),
      `${BUCKET}/in/*`,
    ),
    ...blocks,
    evidence: ['vpce-s3 PolicyDocument Statement[1] of policy vpce-s3 denies it'],
  },
  {
    name: 'fails a policy that leaves out the table of its consumer',
    given: consumer(
      document(allow({ Action: 'dynamodb:*', Resource: 'arn:aws:dynamodb:*:*:table/other' })),
      'arn:aws:dynamodb:us-east-1:111122223333:table/orders',
      {
        action: 'dynamodb:Get*',
        fields: { ServiceName: 'com.amazonaws.us-east-1.dynamodb' },
      },
    ),
    ...blocks,
    evidence: [`${ROLE} policies arn:aws:dynamodb:us-east-1:111122223333:table/orders`],
  },
  {
    name: 'fails a condition on the address of the caller, which an endpoint hides',
    given: consumer(
      document(allow({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })),
      `${BUCKET}/*`,
    ),
    ...blocks,
    evidence: [`${ROLE} policies ${BUCKET}/*`],
  },
  {
    name: 'passes where one of the buckets is allowed',
    given: consumer(one, [`${BUCKET}/*`, `${OTHER}/*`]),
    status: 'PASSED',
    resource: 'vpce-s3',
  },
  {
    name: 'says nothing of a role that may use every bucket',
    given: consumer(one, '*', { action: 's3:*' }),
    status: 'PASSED',
    resource: 'vpce-s3',
  },
  {
    name: 'says nothing of a bucket with wildcards in its name',
    given: consumer(one, ['arn:aws:s3:::orders-*', 'arn:aws:s3:::*']),
    status: 'PASSED',
    resource: 'vpce-s3',
  },
  {
    name: 'says nothing where a condition cannot be evaluated',
    given: consumer(
      document(
        allow({
          Resource: `${BUCKET}/*`,
          Condition: { StringEquals: { 's3:x-amz-acl': 'private' } },
        }),
      ),
      `${BUCKET}/*`,
    ),
    status: 'PASSED',
    resource: 'vpce-s3',
  },
  {
    name: 'does not know whether it blocks a consumer whose role was not read',
    given: unread(one, { RoleDetailList: undefined }),
    resource: 'vpce-s3',
    status: 'UNKNOWN',
    unknownCall: 'iam:GetRole',
  },
  {
    name: 'does not know whether it blocks a function that may be a consumer',
    given: unread(one, { RoleDetailList: undefined, Functions: [aFunction({ Tags: {} })] }),
    resource: 'vpce-s3',
    status: 'UNKNOWN',
    unknownCall: 'iam:GetRole',
  },
  {
    name: 'does not know whom it blocks where the functions were not read',
    given: unread(one, { Functions: undefined }),
    resource: 'vpce-s3',
    status: 'UNKNOWN',
    unknownCall: 'lambda:ListFunctions',
  },
  {
    name: 'does not know whether it serves a subnet whose table was not read',
    given: unread(one, {
      RouteTables: undefined,
      RoleDetailList: [roleWith([statement('Allow', 's3:GetObject', { Resource: BUCKET })])],
    }),
    resource: 'vpce-s3',
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeRouteTables',
  },
  {
    name: 'passes a policy that refuses nobody, whoever was not read',
    given: unread(document(allow()), { Functions: undefined, RoleDetailList: undefined }),
    resource: 'vpce-s3',
    status: 'PASSED',
  },
  {
    name: 'passes a policy that refuses nobody, whatever the unread role allows',
    given: unread(document(allow()), { RoleDetailList: undefined }),
    resource: 'vpce-s3',
    status: 'PASSED',
  },
  {
    name: 'knows its own id',
    given: consumer(
      document(allow({ Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-s3' } } })),
      `${BUCKET}/*`,
    ),
    status: 'PASSED',
    resource: 'vpce-s3',
  },
  {
    name: 'says nothing of functions whose subnets it does not serve',
    given: consumer(one, `${BUCKET}/*`, { fields: { RouteTableIds: ['rtb-other'] } }),
    status: 'PASSED',
    resource: 'vpce-s3',
  },
  {
    name: 'is unknown for a shared VPC whose functions use such a service',
    given: {
      collections: { ...shared, Functions: [aFunction({ Tags: { needs: 's3' } })] },
    },
    status: 'UNKNOWN',
    resource: VPC,
    unknownCall: 'vpc-0a is shared by another account, whose VPC endpoints cannot be described',
  },
  {
    name: 'does not apply to a shared VPC whose functions use none',
    given: {
      collections: { ...shared, RoleDetailList: [roleWith([statement('Allow', 'logs:*')])] },
    },
    status: 'NOT_APPLICABLE',
    resource: VPC,
    messages: ['notNeeded'],
  },
  {
    name: 'is unknown where endpoints may not be described',
    given: {
      collections: {
        VpcEndpoints: undefined,
        Functions: [aFunction({ Tags: { needs: 'dynamodb' } })],
      },
      gaps: [
        {
          collection: 'VpcEndpoints',
          reason: { kind: 'denied', call: 'ec2:DescribeVpcEndpoints' },
        },
      ],
    },
    status: 'UNKNOWN',
    resource: VPC,
    unknownCall: 'ec2:DescribeVpcEndpoints',
  },
]);
