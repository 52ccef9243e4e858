import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../../shared/controls/registry.ts';
import { placementLists } from '../../shared/controls/placement/placement-lists.ts';
import { parseConfiguration } from '../../shared/engine/configuration.ts';
import { evaluate } from '../../shared/engine/evaluate.ts';
import { evaluatePrincipal } from '../../shared/iam/evaluate.ts';
import { namedPolicy } from '../../shared/iam/named-policy.ts';
import { allowPolicy } from '../../shared/iam/allow-policy.ts';
import type { PolicyJson } from '../../shared/iam/policy-json.ts';
import { denyPolicies, policyText } from '../../shared/iam/preventive-policy.ts';
import { ABSENT, contextValues, requestContext } from '../../shared/iam/request-context.ts';
import { aFunction, aSubnet, functionArn, snapshot } from '../builders/snapshot.ts';

/**
 * What the placement controls detect, the generated policies prevent: over random functions and lists,
 * some control fails exactly when the policies deny the request that would make the function.
 */

const NUMBERS = [1, 2, 3, 4] as const;
const PLACEMENT = CONTROLS.filter(({ meta }) =>
  [
    'function-vpc-attached',
    'function-vpc-allowed',
    'function-subnet-allowed',
    'function-security-group-allowed',
  ].includes(meta.name),
);

const ids = (prefix: string, minLength = 0) =>
  fc.uniqueArray(fc.constantFrom(...NUMBERS.map((number) => `${prefix}-${number}`)), {
    minLength,
    maxLength: 3,
  });

const parameters = fc.record({
  required: fc.boolean(),
  allowedVpcIds: ids('vpc'),
  deniedVpcIds: ids('vpc'),
  allowedSubnetIds: ids('subnet'),
  deniedSubnetIds: ids('subnet'),
  allowedSecurityGroupIds: ids('sg'),
  deniedSecurityGroupIds: ids('sg'),
});

const network = fc.option(
  fc.record({
    vpcId: fc.constantFrom(...NUMBERS.map((number) => `vpc-${number}`)),
    subnetIds: ids('subnet', 1),
    securityGroupIds: ids('sg'),
  }),
  { nil: undefined },
);

type Parameters = typeof parameters extends fc.Arbitrary<infer T> ? T : never;
type Network = typeof network extends fc.Arbitrary<infer T> ? T : never;

function configurationOf(given: Parameters) {
  const { required, allowedVpcIds, deniedVpcIds, allowedSubnetIds, deniedSubnetIds } = given;
  const { allowedSecurityGroupIds, deniedSecurityGroupIds } = given;
  const parsed = parseConfiguration(
    {
      controls: {
        'function-vpc-attached': { parameters: { required } },
        'function-vpc-allowed': { parameters: { allowedVpcIds, deniedVpcIds } },
        'function-subnet-allowed': { parameters: { allowedSubnetIds, deniedSubnetIds } },
        'function-security-group-allowed': {
          parameters: { allowedSecurityGroupIds, deniedSecurityGroupIds },
        },
      },
    },
    CONTROLS,
  );
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.configuration;
}

function isDetected(given: Parameters, net: Network): boolean {
  const account = snapshot({
    collections: {
      Functions: [
        aFunction({
          VpcConfig: net && {
            VpcId: net.vpcId,
            SubnetIds: net.subnetIds,
            SecurityGroupIds: net.securityGroupIds,
          },
        }),
      ],
      Subnets: (net?.subnetIds ?? []).map((SubnetId) => aSubnet({ SubnetId, VpcId: net?.vpcId })),
    },
  });
  const { verdicts } = evaluate(account, configurationOf(given), PLACEMENT);
  expect(verdicts.every(({ status }) => status !== 'UNKNOWN' && status !== 'ERROR')).toBe(true);
  return verdicts.some(({ status }) => status === 'FAILED');
}

function decisionsOf(documents: readonly PolicyJson[], net: Network, action: string) {
  const context = requestContext(
    [
      ['lambda:VpcIds', net === undefined ? ABSENT : contextValues(net.vpcId)],
      ['lambda:SubnetIds', contextValues(...(net?.subnetIds ?? []))],
      ['lambda:SecurityGroupIds', contextValues(...(net?.securityGroupIds ?? []))],
    ],
    ABSENT,
  );
  const identity = documents.map((document, index) =>
    namedPolicy(`generated ${index}`, policyText(document), 'scp'),
  );
  return evaluatePrincipal({ identity }, { action, resource: functionArn('orders'), context })
    .decision;
}

describe('the placement controls and the policies made from the same lists', () => {
  const action = fc.constantFrom('lambda:CreateFunction', 'lambda:UpdateFunctionConfiguration');

  it.each([
    ['in one document', 10_240],
    ['split into many', 330],
  ] as const)('agree on every function, with the deny form %s', (_title, limit) => {
    fc.assert(
      fc.property(parameters, network, action, (given, net, call) => {
        const { lists } = placementLists(configurationOf(given), []);
        const { documents, problems } = denyPolicies(lists, limit);
        fc.pre(problems.length === 0);
        const isDenied = decisionsOf(documents, net, call) === 'explicitly-denied';
        expect(isDenied).toBe(isDetected(given, net));
      }),
      { numRuns: 100 },
    );
  });

  it('agree on every function, with the allow form, where it has security groups', () => {
    fc.assert(
      fc.property(parameters, network, action, (given, net, call) => {
        fc.pre(net === undefined || net.securityGroupIds.length > 0);
        const { lists } = placementLists(configurationOf(given), []);
        const isAllowed = decisionsOf(allowPolicy(lists).documents, net, call) === 'allowed';
        expect(isAllowed).toBe(!isDetected(given, net));
      }),
      { numRuns: 100 },
    );
  });
});
