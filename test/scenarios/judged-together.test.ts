import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../shared/engine/evaluate.ts';
import { ENI_ACTIONS } from '../../shared/iam/hardening-policy.ts';
import type { Item } from '../../shared/model/collections.ts';
import { groupBy } from '../../shared/model/group-by.ts';
import { changed, itemsOf } from '../builders/changed.ts';
import { t05 } from '../builders/reference-design.ts';
import { allow, ROLE } from '../builders/roles.ts';
import { ACCOUNT, functionArn, item, REGION } from '../builders/snapshot.ts';
import { TOPOLOGIES } from '../builders/topologies.ts';
import { DATABASE_HOST } from '../builders/topology.ts';
import type { Topology } from '../builders/topology.ts';
import { judge } from './judge.ts';

/**
 * Answers are kept for all functions that have in common what decides them. What is kept for one must
 * never be given to another that differs in something that counts: a function judged among others gets
 * the verdicts that it gets alone.
 */

type Loose = Readonly<Record<string, unknown>>;

const arn = (service: string, resource: string, region = REGION): string =>
  `arn:aws:${service}:${region}:${ACCOUNT}:${resource}`;

const INTERFACES = ENI_ACTIONS.filter((action) => action !== 'ec2:DetachNetworkInterface');
const OWN_ROLE = { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/own' } };
const SOME_FUNCTIONS = {
  ArnEquals: {
    'lambda:SourceFunctionArn': Array.from({ length: 40 }, (_, half) =>
      functionArn(`orders-${2 * half}`),
    ),
  },
};

/** Roles that say the same or not of network interfaces, with conditions, variables, or no end. */
const ROLES: readonly Item<'RoleDetailList'>[] = Object.entries<readonly Loose[]>({
  interfaces: [allow(INTERFACES)],
  queue: [allow(['sqs:SendMessage']), allow(INTERFACES)],
  own: [allow(INTERFACES, '*', { Condition: OWN_ROLE })],
  others: [allow(INTERFACES, '*', { Condition: OWN_ROLE })],
  'some-functions': [
    allow(INTERFACES),
    allow(INTERFACES, '*', { Effect: 'Deny', Condition: SOME_FUNCTIONS }),
  ],
  'by-account': [allow(INTERFACES, `arn:aws:ec2:*:\${aws:PrincipalAccount}:*`)],
  'one-subnet': [allow(INTERFACES, ['arn:aws:ec2:*:*:subnet/*a', 'arn:aws:ec2:*:*:*-*/*'])],
  everything: [allow(['*'])],
  partial: [allow(['ec2:CreateNetworkInterface', 's3:GetObject', 'lambda:InvokeFunction'])],
}).map(([name, documents]) =>
  item('RoleDetailList', {
    Arn: roleArn(name),
    RoleName: name,
    RolePolicyList: documents.map((PolicyDocument, index) => ({
      PolicyName: `policy-${index}`,
      PolicyDocument,
    })),
  }),
);

function roleArn(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:role/${name}`;
}

const PARAMETER = arn('ssm', 'parameter/redis');

/** What functions in one place can differ in. */
const DIFFERENCES: readonly Loose[] = [
  {},
  { Runtime: 'python3.13' },
  { Tags: { needs: 'internet' } },
  { Tags: { needs: 'internet6' } },
  { Tags: { needs: 'secretsmanager lambda' } },
  { Tags: { needs: 'sqs' }, Role: roleArn('interfaces') },
  ...[
    { QUEUE: arn('sqs', 'orders') },
    { QUEUE: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/orders` },
    { QUEUE: `https://sqs-fips.${REGION}.amazonaws.com/${ACCOUNT}/orders` },
    { DB_HOST: DATABASE_HOST },
    { DB_HOST: `${DATABASE_HOST}:6432` },
    { DB_HOST: DATABASE_HOST, CONFIGURATION: PARAMETER },
    { DB_HOST: DATABASE_HOST, REDIS_URL: PARAMETER },
    { HTTPS_PROXY: 'http://10.0.0.9:3128' },
    { QUEUE: arn('sqs', 'orders'), AWS_USE_FIPS_ENDPOINT: 'true' },
  ].map((Variables) => ({ Environment: { Variables }, Role: roleArn('interfaces') })),
  // Each twice: what is kept of a role for one function is used for the next.
  ...ROLES.flatMap(({ Arn }) => [{ Role: Arn }, { Role: Arn }]),
  { Role: roleArn('unread') },
];

/** The function with every difference, and with its subnets the other way round or other groups. */
function variantsOf(one: Item<'Functions'>): readonly Item<'Functions'>[] {
  const { SubnetIds = [], SecurityGroupIds = [], VpcId } = one.VpcConfig ?? {};
  const networks = [
    {},
    { SubnetIds: SubnetIds.toReversed() },
    { SubnetIds: SubnetIds.slice(0, 1) },
    { SecurityGroupIds: ['sg-default'] },
  ].flatMap((change) => {
    const VpcConfig = { SubnetIds, SecurityGroupIds, VpcId, ...change };
    return [{ VpcConfig }, { VpcConfig, Role: roleArn('one-subnet') }];
  });
  const { Environment: _, ...rest } = one;
  return [...DIFFERENCES, ...networks].map((fields, index) => {
    const name = `orders-${index}`;
    const own = { FunctionName: name, FunctionArn: functionArn(name), Role: ROLE, Tags: {} };
    return item('Functions', { ...rest, ...own, ...fields });
  });
}

function verdictsByFunction(verdicts: readonly Verdict[]): ReadonlyMap<string, unknown> {
  const byFunction = groupBy(verdicts, ({ resource }) => [resource.id]);
  return new Map(
    [...byFunction].map(([id, own]) => [
      id,
      own.map(({ control: { meta }, status, severity, outcome }) => ({
        control: meta.name,
        status,
        severity,
        outcome,
      })),
    ]),
  );
}

function withFunctions(start: Topology, Functions: readonly Item<'Functions'>[]): Topology {
  const RoleDetailList = [...itemsOf(start, 'RoleDetailList'), ...ROLES];
  return { ...start, given: changed(start, { Functions, RoleDetailList }) };
}

describe.each(Object.entries({ ...TOPOLOGIES, t05 }))('%s', (_number, topology) => {
  it('gives a function among others the verdicts that it gets alone', () => {
    const start = topology();
    const functions = itemsOf(start, 'Functions').slice(0, 1).flatMap(variantsOf);
    const together = verdictsByFunction(judge(withFunctions(start, functions)));
    for (const one of functions) {
      const alone = verdictsByFunction(judge(withFunctions(start, [one])));
      expect(together.get(one.FunctionArn)).toEqual(alone.get(one.FunctionArn));
    }
  });
});
