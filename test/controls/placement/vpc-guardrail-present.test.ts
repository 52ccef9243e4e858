import { describe, expect, it } from 'vitest';
import { vpcGuardrailPresent } from '../../../shared/controls/placement/vpc-guardrail-present.ts';
import { CONTROLS } from '../../../shared/controls/registry.ts';
import { parseConfiguration } from '../../../shared/engine/configuration.ts';
import { evaluate } from '../../../shared/engine/evaluate.ts';
import { denyPolicies, policyText } from '../../../shared/iam/preventive-policy.ts';
import { ACCOUNT, aSubnet, snapshot } from '../../builders/snapshot.ts';
import type { SnapshotChanges } from '../../builders/snapshot.ts';
import { controlTable } from '../control-table.ts';
import {
  managedPolicy,
  roleWith,
  serviceControlPolicy,
  statement,
} from '../roles/role-documents.ts';

const ACTIONS = ['lambda:CreateFunction', 'lambda:UpdateFunctionConfiguration'];
const NETWORK = [...ACTIONS, 'lambda:CreateCapacityProvider'];
const ACCOUNT_ID = `AWS::::Account:${ACCOUNT}`;
const EXPECTED = { expected: true };

type Loose = Readonly<Record<string, unknown>>;

const deny = (Condition: Loose, Action: readonly string[] = ACTIONS) =>
  statement('Deny', Action, { Condition });
const scp = (...statements: Parameters<typeof roleWith>[0]) => ({
  collections: { ServiceControlPolicies: [serviceControlPolicy('guardrail', statements)] },
});
const lists = (parameters: {
  readonly vpc?: Loose;
  readonly subnet?: Loose;
  readonly group?: Loose;
  readonly attached?: Loose;
}) => ({
  controls: {
    ...(parameters.attached && { 'function-vpc-attached': { parameters: parameters.attached } }),
    ...(parameters.vpc && { 'function-vpc-allowed': { parameters: parameters.vpc } }),
    ...(parameters.subnet && { 'function-subnet-allowed': { parameters: parameters.subnet } }),
    ...(parameters.group && {
      'function-security-group-allowed': { parameters: parameters.group },
    }),
  },
});
const VPC_LIST = lists({ vpc: { allowedVpcIds: ['vpc-1', 'vpc-2'] } });
const SUBNET_LIST = lists({ subnet: { deniedSubnetIds: ['subnet-9'] } });
const ONLY_VPCS = deny({
  StringNotEquals: { 'lambda:VpcIds': ['vpc-1', 'vpc-2'] },
  Null: { 'lambda:VpcIds': 'false' },
});
const REQUIRED = lists({ attached: { required: true } });
const organizationsDenied: SnapshotChanges = {
  collections: { ServiceControlPolicies: undefined },
  gaps: [
    {
      collection: 'ServiceControlPolicies',
      reason: { kind: 'denied', call: 'organizations:ListPoliciesForTarget' },
    },
  ],
};
const open = (probe: string, actions: readonly string[] = ACTIONS) => [
  `${ACCOUNT_ID} ${probe} ${actions.join(', ')} not denied`,
];

controlTable(vpcGuardrailPresent, [
  {
    name: 'does not apply until it is expected',
    given: scp(),
    configuration: VPC_LIST,
    status: 'NOT_APPLICABLE',
    messages: ['notExpected'],
  },
  {
    name: 'does not apply without lists',
    parameters: EXPECTED,
    status: 'NOT_APPLICABLE',
    messages: ['noLists'],
  },
  {
    name: 'passes a Deny of every other VPC',
    given: scp(ONLY_VPCS),
    parameters: EXPECTED,
    configuration: VPC_LIST,
    status: 'PASSED',
    messages: ['enforced', 'capacityProviders'],
    evidence: ['guardrail Content read'],
  },
  {
    name: 'passes a Deny written in another way',
    given: scp(
      statement('Deny', 'lambda:*', {
        Condition: {
          StringNotLike: { 'Lambda:vpcids': 'vpc-[12]' },
          Null: { 'lambda:VpcIds': 'false' },
        },
      }),
      ONLY_VPCS,
    ),
    parameters: EXPECTED,
    configuration: VPC_LIST,
    status: 'PASSED',
  },
  {
    name: 'fails where nothing denies',
    given: scp(statement('Allow', '*')),
    parameters: EXPECTED,
    configuration: VPC_LIST,
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['notEnforced', 'capacityProviders'],
    evidence: open('lambda:VpcIds vpc-0other'),
  },
  {
    name: 'asks for both actions',
    given: scp(
      deny(
        {
          StringNotEquals: { 'lambda:VpcIds': ['vpc-1', 'vpc-2'] },
          Null: { 'lambda:VpcIds': 'false' },
        },
        ['lambda:CreateFunction'],
      ),
    ),
    parameters: EXPECTED,
    configuration: VPC_LIST,
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['notEnforced', 'capacityProviders'],
    evidence: open('lambda:VpcIds vpc-0other', ['lambda:UpdateFunctionConfiguration']),
  },
  {
    name: 'asks for capacity providers too where subnets are listed',
    given: scp(deny({ 'ForAnyValue:StringEquals': { 'lambda:SubnetIds': 'subnet-9' } })),
    parameters: EXPECTED,
    configuration: SUBNET_LIST,
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['notEnforced'],
    evidence: open('lambda:SubnetIds subnet-9', ['lambda:CreateCapacityProvider']),
  },
  {
    name: 'passes with capacity providers',
    given: scp(deny({ 'ForAnyValue:StringEquals': { 'lambda:SubnetIds': 'subnet-9' } }, NETWORK)),
    parameters: EXPECTED,
    configuration: SUBNET_LIST,
    status: 'PASSED',
    messages: ['enforced'],
  },
  {
    name: 'tells each list that is missing',
    given: scp(ONLY_VPCS),
    parameters: EXPECTED,
    configuration: lists({
      vpc: { allowedVpcIds: ['vpc-1', 'vpc-2'] },
      group: { allowedSecurityGroupIds: ['sg-1'] },
      attached: { required: true },
    }),
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['notEnforced', 'notEnforced', 'capacityProviders'],
    evidence: [...open('no VPC'), ...open('lambda:SecurityGroupIds sg-0other', NETWORK)],
  },
  {
    name: 'fails a policy for one region that is not this one',
    given: scp(
      statement('Deny', ACTIONS, {
        Resource: 'arn:aws:lambda:eu-west-1:*:function:*',
        Condition: { Null: { 'lambda:VpcIds': 'true' } },
      }),
    ),
    parameters: EXPECTED,
    configuration: REQUIRED,
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['notEnforced'],
    evidence: open('no VPC'),
  },
  {
    name: 'passes a requirement with exempt names',
    given: scp({
      ...deny({ Null: { 'lambda:VpcIds': 'true' } }),
      Resource: undefined,
      NotResource: 'arn:*:lambda:*:*:function:edge-*',
    }),
    parameters: EXPECTED,
    configuration: lists({ attached: { required: true, exemptNamePatterns: ['edge-*'] } }),
    status: 'PASSED',
  },
  {
    name: 'L1: an Allow with ForAllValues and no Null check, in an identity policy',
    given: {
      collections: {
        ...scp(ONLY_VPCS).collections,
        RoleDetailList: [
          roleWith([
            statement('Allow', ACTIONS, {
              Condition: { 'ForAllValues:StringEquals': { 'lambda:SubnetIds': ['subnet-1'] } },
            }),
          ]),
        ],
      },
    },
    parameters: EXPECTED,
    configuration: VPC_LIST,
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['defect', 'capacityProviders'],
    evidence: [
      'own of role orders L1 Statement[0]: ForAllValues:StringEquals is also true when lambda:SubnetIds is not in the request, so this Allow covers functions outside any VPC; add "Null": {"lambda:SubnetIds": "false"} to the same Condition',
    ],
  },
  {
    name: 'L2: a set operator on the key with a single value',
    given: scp(ONLY_VPCS, deny({ 'ForAnyValue:StringEquals': { 'lambda:VpcIds': 'vpc-9' } })),
    parameters: EXPECTED,
    configuration: VPC_LIST,
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['defect', 'capacityProviders'],
    evidence: [
      'guardrail L2 Statement[1]: lambda:VpcIds has a single value despite its name, and ForAnyValue on a single-valued key makes a policy too permissive; write StringEquals without it',
    ],
  },
  {
    name: 'L3: no set operator on a key with several values',
    given: scp(ONLY_VPCS, deny({ StringEquals: { 'lambda:SubnetIds': 'subnet-9' } })),
    parameters: EXPECTED,
    configuration: VPC_LIST,
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['defect', 'capacityProviders'],
    evidence: [
      'guardrail L3 Statement[1]: lambda:SubnetIds has several values, which StringEquals alone does not compare; write ForAnyValue:StringEquals or ForAllValues:StringEquals',
    ],
  },
  {
    name: 'L4: alternatives that are meant as a conjunction, in a managed policy',
    given: {
      collections: {
        ...scp(ONLY_VPCS).collections,
        Policies: [
          managedPolicy('deployers', [
            statement('Allow', ACTIONS, {
              Condition: { StringEquals: { 'lambda:VpcIds': 'vpc-1' } },
            }),
            statement('Allow', ACTIONS, {
              Condition: { 'ForAnyValue:StringEquals': { 'lambda:SubnetIds': 'subnet-1' } },
            }),
          ]),
        ],
      },
    },
    parameters: EXPECTED,
    configuration: VPC_LIST,
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['defect', 'capacityProviders'],
    evidence: [
      'deployers L4 Statement[0] (on lambda:VpcIds), Statement[1] (on lambda:SubnetIds): each of these Allow statements is enough by itself, so a function in an allowed VPC may use any subnet or group; put all conditions into one statement',
    ],
  },
  {
    name: 'L6: a negated operator that blocks unattached functions too',
    given: scp(deny({ StringNotEquals: { 'lambda:VpcIds': ['vpc-1', 'vpc-2'] } })),
    parameters: EXPECTED,
    configuration: VPC_LIST,
    status: 'FAILED',
    severity: 'INFO',
    messages: ['defect', 'capacityProviders'],
    evidence: [
      'guardrail L6 Statement[0]: StringNotEquals is true when lambda:VpcIds is not in the request, so this Deny also blocks every function outside a VPC; add "Null": {"lambda:VpcIds": "false"} if that is not meant',
    ],
  },
  {
    name: 'L6 is meant where every function must have a VPC',
    given: scp(deny({ StringNotEquals: { 'lambda:VpcIds': ['vpc-1', 'vpc-2'] } })),
    parameters: EXPECTED,
    configuration: lists({
      vpc: { allowedVpcIds: ['vpc-1', 'vpc-2'] },
      attached: { required: true },
    }),
    status: 'PASSED',
  },
  {
    name: 'counts no policy of the organization in its management account',
    given: {
      collections: {
        ServiceControlPolicies: [
          serviceControlPolicy('guardrail', [ONLY_VPCS], { managementAccount: ACCOUNT }),
        ],
      },
    },
    parameters: EXPECTED,
    configuration: VPC_LIST,
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['notEnforced', 'capacityProviders', 'managementAccount'],
    evidence: open('lambda:VpcIds vpc-0other'),
  },
  {
    name: 'does not count a Deny of an identity policy',
    given: { collections: { RoleDetailList: [roleWith([ONLY_VPCS])] } },
    parameters: EXPECTED,
    configuration: VPC_LIST,
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['notEnforced', 'capacityProviders'],
    evidence: open('lambda:VpcIds vpc-0other'),
  },
  {
    name: 'knows lists by tag',
    given: {
      collections: {
        Subnets: [aSubnet({ SubnetId: 'subnet-9', Tags: [{ Key: 'tier', Value: 'public' }] })],
        ...scp(deny({ 'ForAnyValue:StringEquals': { 'lambda:SubnetIds': 'subnet-9' } }, NETWORK))
          .collections,
      },
    },
    parameters: EXPECTED,
    configuration: lists({ subnet: { deniedSubnetTags: ['tier=public'] } }),
    status: 'PASSED',
  },
  {
    name: 'is unknown where no resource carries the tag of an allow list',
    given: scp(ONLY_VPCS),
    parameters: EXPECTED,
    configuration: lists({ subnet: { allowedSubnetTags: ['tier=private'] } }),
    status: 'UNKNOWN',
    unknownCall: 'no subnet carries the allowed tag tier=private',
  },
  {
    name: 'is unknown where the organization may not be read',
    given: organizationsDenied,
    parameters: EXPECTED,
    configuration: VPC_LIST,
    status: 'UNKNOWN',
    unknownCall: 'organizations:ListPoliciesForTarget',
  },
  {
    name: 'is unknown where a Deny spares somebody',
    given: scp(
      deny({
        StringNotEquals: { 'lambda:VpcIds': ['vpc-1', 'vpc-2'] },
        Null: { 'lambda:VpcIds': 'false' },
        ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/admin' },
      }),
    ),
    parameters: EXPECTED,
    configuration: VPC_LIST,
    status: 'UNKNOWN',
    messages: ['capacityProviders'],
  },
  {
    name: 'is unknown where a policy file was not read',
    given: organizationsDenied,
    parameters: { expected: true, policyFiles: ['guardrail.json'] },
    configuration: VPC_LIST,
    status: 'UNKNOWN',
    unknownCall: 'the policy file guardrail.json was not read',
  },
]);

const verdictOf = (text: string, given: SnapshotChanges = organizationsDenied) => {
  const { controls } = VPC_LIST;
  const guardrail = { parameters: { expected: true, policyFiles: ['guardrail.json'] } };
  const parsed = parseConfiguration(
    { controls: { ...controls, [vpcGuardrailPresent.meta.name]: guardrail } },
    CONTROLS,
  );
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const documents = new Map([['guardrail.json', text]]);
  const configuration = { ...parsed.configuration, documents };
  const [verdict] = evaluate(snapshot(given), configuration, [vpcGuardrailPresent]).verdicts;
  return `${verdict?.status} ${verdict?.outcome.messages.map(({ key }) => key).join(' ')}`;
};

describe('policy files of the configuration', () => {
  const [printed] = denyPolicies({
    required: false,
    exemptNamePatterns: [],
    allowedVpcIds: ['vpc-1', 'vpc-2'],
    deniedVpcIds: [],
    allowedSubnetIds: [],
    deniedSubnetIds: [],
    allowedSecurityGroupIds: [],
    deniedSecurityGroupIds: [],
  }).documents;
  const text = printed === undefined ? '' : policyText(printed);

  it('count as a guardrail, also where the organization may not be read', () => {
    expect(verdictOf(text)).toBe('PASSED enforced capacityProviders filesOnly');
    expect(verdictOf(text, {})).toBe('PASSED enforced capacityProviders');
  });

  it('L5: fail where they are no policy, and are not taken for one', () => {
    expect(verdictOf(text.slice(0, -3), {})).toBe('FAILED defect capacityProviders');
    expect(verdictOf(text.replace('"vpc-2"', '\u201cvpc-2\u201d'))).toMatch(/^FAILED defect /);
  });

  it('leave open what they do not deny where others may', () => {
    expect(verdictOf(text.replace('vpc-2', 'vpc-3'))).toBe('UNKNOWN capacityProviders filesOnly');
    expect(verdictOf(text.replace('vpc-2', 'vpc-3'), {})).toBe(
      'FAILED notEnforced capacityProviders',
    );
    expect(verdictOf(text.replaceAll('"Deny"', '"Allow"'))).toBe(
      'UNKNOWN capacityProviders filesOnly',
    );
  });
});
