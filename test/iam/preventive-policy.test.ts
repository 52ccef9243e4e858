import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowPolicy } from '../../shared/iam/allow-policy.ts';
import { evaluatePolicy } from '../../shared/iam/evaluate.ts';
import { lintPolicyText } from '../../shared/iam/guardrail-lint.ts';
import { hardeningPolicy } from '../../shared/iam/hardening-policy.ts';
import { parsePolicyDocument } from '../../shared/iam/policy-document.ts';
import type { PlacementLists, PolicyJson } from '../../shared/iam/policy-json.ts';
import { denyPolicies, policyText, SCP_CHARACTERS } from '../../shared/iam/preventive-policy.ts';
import { FUNCTION } from './access-cases.ts';
import { context } from './policies.ts';

const NO_LISTS: PlacementLists = {
  required: false,
  exemptNamePatterns: [],
  allowedVpcIds: [],
  deniedVpcIds: [],
  allowedSubnetIds: [],
  deniedSubnetIds: [],
  allowedSecurityGroupIds: [],
  deniedSecurityGroupIds: [],
};

interface Network {
  readonly vpcId?: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

function wrongAmong(
  ids: readonly string[],
  allowed: readonly string[],
  denied: readonly string[],
): boolean {
  return ids.some((id) => denied.includes(id) || (allowed.length > 0 && !allowed.includes(id)));
}

/** The four placement rules as plain set logic: does one of them fail? */
function misplaced(lists: PlacementLists, net: Network): boolean {
  const { vpcId } = net;
  if (vpcId === undefined) return lists.required;
  const wrongVpc =
    lists.deniedVpcIds.includes(vpcId) ||
    (lists.allowedVpcIds.length > 0 && !lists.allowedVpcIds.includes(vpcId));
  return (
    wrongVpc ||
    wrongAmong(net.subnetIds, lists.allowedSubnetIds, lists.deniedSubnetIds) ||
    wrongAmong(net.securityGroupIds, lists.allowedSecurityGroupIds, lists.deniedSecurityGroupIds)
  );
}

function decisions(
  documents: readonly PolicyJson[],
  net: Network,
  action = 'lambda:CreateFunction',
  resource = FUNCTION,
) {
  const request = {
    action,
    resource,
    context: context({
      'lambda:VpcIds': net.vpcId === undefined ? [] : [net.vpcId],
      'lambda:SubnetIds': net.subnetIds,
      'lambda:SecurityGroupIds': net.securityGroupIds,
    }),
  };
  return documents.map((document) => {
    const parse = parsePolicyDocument(policyText(document), 'scp');
    if (!parse.ok) throw new Error('the generated policy does not parse');
    return evaluatePolicy({ name: 'generated', document: parse.document }, request).decision;
  });
}

const id = (prefix: string) =>
  fc.integer({ min: 1, max: 4 }).map((number) => `${prefix}-${number}`);
const ids = (prefix: string, minLength = 0) =>
  fc.uniqueArray(id(prefix), { minLength, maxLength: 3 });

const lists: fc.Arbitrary<PlacementLists> = fc.record({
  required: fc.boolean(),
  exemptNamePatterns: fc.constant([]),
  allowedVpcIds: ids('vpc'),
  deniedVpcIds: ids('vpc'),
  allowedSubnetIds: ids('subnet'),
  deniedSubnetIds: ids('subnet'),
  allowedSecurityGroupIds: ids('sg'),
  deniedSecurityGroupIds: ids('sg'),
});

const unattached: Network = { subnetIds: [], securityGroupIds: [] };
const network = (least: number): fc.Arbitrary<Network> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant(unattached) },
    {
      weight: 4,
      arbitrary: fc.record({
        vpcId: id('vpc'),
        subnetIds: ids('subnet', least),
        securityGroupIds: ids('sg', least),
      }),
    },
  );

describe('the policies say exactly what the lists say', () => {
  it.each(['lambda:CreateFunction', 'lambda:UpdateFunctionConfiguration'])(
    'deny form, %s: denied exactly when a placement rule fails',
    (action) => {
      fc.assert(
        fc.property(lists, network(0), (own, net) => {
          const { documents, problems } = denyPolicies(own);
          expect(problems).toEqual([]);
          expect(decisions(documents, net, action).includes('explicitly-denied')).toBe(
            misplaced(own, net),
          );
        }),
        { numRuns: 2_000 },
      );
    },
  );

  it('split into many, they still say it together', () => {
    fc.assert(
      fc.property(lists, network(0), (own, net) => {
        const { documents } = denyPolicies(own, 330);
        expect(decisions(documents, net).includes('explicitly-denied')).toBe(misplaced(own, net));
      }),
    );
  });

  it('allow form: allowed exactly when no placement rule fails', () => {
    fc.assert(
      fc.property(lists, network(1), (own, net) => {
        const { documents, problems } = allowPolicy(own);
        expect(problems).toEqual([]);
        expect(decisions(documents, net)).toEqual([
          misplaced(own, net) ? 'implicitly-denied' : 'allowed',
        ]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('neither form breaks a lint rule', () => {
    fc.assert(
      fc.property(lists, (own) => {
        const documents = [...denyPolicies(own).documents, ...allowPolicy(own).documents];
        for (const document of documents) {
          const findings = lintPolicyText(policyText(document), 'identity', {
            required: own.required,
          });
          // Denied VPCs of the allow form are a StringNotEquals with its Null check.
          expect(findings).toEqual([]);
        }
      }),
    );
  });
});

function many(prefix: string, count: number) {
  return Array.from(
    { length: count },
    (_none, index) => `${prefix}-${String(index).padStart(17, '0')}`,
  );
}

function sids(own: Partial<PlacementLists>) {
  return denyPolicies({ ...NO_LISTS, ...own }).documents.flatMap(({ Statement }) =>
    Statement.map(({ Sid }) => Sid),
  );
}

describe('deny form', () => {
  it('has a statement for each list that is not empty, and only those', () => {
    expect(sids({})).toEqual([]);
    expect(sids({ required: true, deniedSubnetIds: ['subnet-9'] })).toEqual([
      'RequireVpc',
      'DeniedSubnets',
    ]);
    expect(
      sids({
        allowedVpcIds: ['a'],
        deniedVpcIds: ['b'],
        allowedSubnetIds: ['c'],
        allowedSecurityGroupIds: ['d'],
        deniedSecurityGroupIds: ['e'],
      }),
    ).toEqual([
      'OnlyAllowedVpcs',
      'DeniedVpcs',
      'OnlyAllowedSubnets',
      'OnlyAllowedSecurityGroups',
      'DeniedSecurityGroups',
    ]);
  });

  it('says so when there is nothing to say', () => {
    expect(denyPolicies(NO_LISTS)).toEqual({
      documents: [],
      notes: ['the lists are empty and functions need no VPC: there is nothing to deny'],
      problems: [],
    });
  });

  it('exempts functions by name from the need of a VPC only', () => {
    const { documents } = denyPolicies({
      ...NO_LISTS,
      required: true,
      exemptNamePatterns: ['edge-*', 'f'],
    });
    expect(decisions(documents, unattached)).toEqual(['implicitly-denied']);
    expect(decisions(documents, unattached, 'lambda:CreateFunction', `${FUNCTION}2`)).toEqual([
      'explicitly-denied',
    ]);
  });

  it('covers capacity providers where their condition keys exist', () => {
    const { documents } = denyPolicies({
      ...NO_LISTS,
      deniedSubnetIds: ['subnet-9'],
      deniedVpcIds: ['vpc-9'],
    });
    const net = { vpcId: 'vpc-9', subnetIds: ['subnet-9'], securityGroupIds: [] };
    expect(decisions(documents, net, 'lambda:CreateCapacityProvider')).toEqual([
      'explicitly-denied',
    ]);
    expect(
      decisions(documents, { ...net, subnetIds: [] }, 'lambda:CreateCapacityProvider'),
    ).toEqual(['implicitly-denied']);
  });

  it('keeps every document within the size of a service control policy', () => {
    const own = {
      ...NO_LISTS,
      required: true,
      deniedSubnetIds: many('subnet', 1_000),
      deniedVpcIds: many('vpc', 300),
      allowedSecurityGroupIds: many('sg', 300),
    };
    const { documents, problems, notes } = denyPolicies(own);
    expect(problems).toEqual([]);
    expect(documents.length).toBeGreaterThan(3);
    for (const document of documents) {
      expect(policyText(document).length).toBeLessThanOrEqual(SCP_CHARACTERS);
      expect(parsePolicyDocument(policyText(document), 'scp').ok).toBe(true);
    }
    expect(notes.at(-1)).toBe(
      `split into ${documents.length} policies, which must all be attached`,
    );
    const names = documents.flatMap(({ Statement }) => Statement.map(({ Sid }) => Sid));
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('DeniedSubnets1');
    const denied = documents.flatMap(({ Statement }) =>
      Statement.flatMap(
        ({ Condition }) => Condition?.['ForAnyValue:StringEquals']?.['lambda:SubnetIds'] ?? [],
      ),
    );
    expect(denied).toEqual(own.deniedSubnetIds);
  });

  it('never splits an allow list: the halves would deny what the other allows', () => {
    const { documents, problems } = denyPolicies({ ...NO_LISTS, allowedVpcIds: many('vpc', 600) });
    expect(documents).toEqual([]);
    expect(problems).toEqual([
      'OnlyAllowedVpcs does not fit into 10240 characters and cannot be split: two half lists would each deny what only the other allows; shorten the list',
    ]);
  });
});

describe('allow form', () => {
  it('is one statement with all conditions and their Null checks', () => {
    const own = {
      ...NO_LISTS,
      required: true,
      allowedVpcIds: ['vpc-1', 'vpc-2'],
      allowedSubnetIds: ['subnet-1'],
      allowedSecurityGroupIds: ['sg-1'],
    };
    expect(allowPolicy(own).documents[0]?.Statement).toEqual([
      {
        Sid: 'FunctionsWithinTheLists',
        Effect: 'Allow',
        Action: ['lambda:CreateFunction', 'lambda:UpdateFunctionConfiguration'],
        Resource: '*',
        Condition: {
          StringEquals: { 'lambda:VpcIds': ['vpc-1', 'vpc-2'] },
          Null: {
            'lambda:VpcIds': 'false',
            'lambda:SubnetIds': 'false',
            'lambda:SecurityGroupIds': 'false',
          },
          'ForAllValues:StringEquals': {
            'lambda:SubnetIds': ['subnet-1'],
            'lambda:SecurityGroupIds': ['sg-1'],
          },
        },
      },
    ]);
  });

  it('refuses lists that do not fit into one managed policy', () => {
    const own = {
      ...NO_LISTS,
      allowedVpcIds: Array.from({ length: 400 }, (_none, index) => `vpc-${index}${'0'.repeat(14)}`),
    };
    const { documents, problems } = allowPolicy(own);
    expect(documents).toEqual([]);
    expect(problems[0]).toMatch(/^the allow form has \d+ characters where IAM takes 6144/);
  });
});

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
describe('hardening statement', () => {
  const document = hardeningPolicy([`${FUNCTION}:1`, FUNCTION]);
  const call = (known: Readonly<Record<string, string>>) => {
    const parse = parsePolicyDocument(document, 'identity');
    if (!parse.ok) throw new Error('does not parse');
    return evaluatePolicy(
      { name: 'hardening', document: parse.document },
      { action: 'ec2:CreateNetworkInterface', resource: '*', context: context(known) },
    ).decision;
  };

  it('hits calls of the code, not those of Lambda itself', () => {
    expect(call({ 'lambda:SourceFunctionArn': FUNCTION })).toBe('explicitly-denied');
    expect(call({})).toBe('implicitly-denied');
    expect(call({ 'lambda:SourceFunctionArn': `${FUNCTION}2` })).toBe('implicitly-denied');
  });

  it('names each function once and without its qualifier', () => {
    expect(document.Statement[0]?.Condition).toEqual({
      ArnEquals: { 'lambda:SourceFunctionArn': [FUNCTION] },
    });
  });
});
