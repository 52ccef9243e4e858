import { exemptFunctionArn } from './policy-json.ts';
import type {
  ConditionBlock,
  PlacementLists,
  PolicyJson,
  PolicyStatementJson,
  PreventivePolicies,
} from './policy-json.ts';

/**
 * The allow form of the preventive policy. All conditions stand in one statement, because statements
 * are alternatives; each set operator has its Null check, because ForAllValues is true for a missing
 * key (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html).
 */

const ACTIONS = ['lambda:CreateFunction', 'lambda:UpdateFunctionConfiguration'];

/** Managed policies hold 6,144 characters, white space not counted. */
export const MANAGED_POLICY_CHARACTERS = 6_144;

/** The operators that one key's lists need, in the order people read them. */
interface KeyLists {
  readonly key: string;
  readonly allowed: readonly string[];
  readonly denied: readonly string[];
  /** `ForAllValues:` for the keys with several values. */
  readonly qualifier: string;
}

/**
 * An IAM policy that allows creating and updating functions within the lists. It cannot be split:
 * a list in two policies would be two alternatives.
 * @param limit characters of the document, white space not counted.
 */
export function allowPolicy(
  lists: PlacementLists,
  limit: number = MANAGED_POLICY_CHARACTERS,
): PreventivePolicies {
  const policy: PolicyJson = {
    Version: '2012-10-17',
    Statement: [attachedStatement(lists), ...unattachedStatement(lists)],
  };
  const size = JSON.stringify(policy).length;
  if (size > limit) {
    const problem = `the allow form has ${size} characters where IAM takes ${limit}, and it cannot be split: its parts would be alternatives; shorten the lists or use the deny form`;
    return { documents: [], notes: [], problems: [problem] };
  }
  return {
    documents: [policy],
    notes: [
      'other policies of the same identity may allow more: only the deny form prevents',
      'exemptions by tag and for Lambda@Edge cannot be said in this policy',
    ],
    problems: [],
  };
}

function attachedStatement(lists: PlacementLists): PolicyStatementJson {
  const keys: readonly KeyLists[] = [
    {
      key: 'lambda:VpcIds',
      allowed: lists.allowedVpcIds,
      denied: lists.deniedVpcIds,
      qualifier: '',
    },
    {
      key: 'lambda:SubnetIds',
      allowed: lists.allowedSubnetIds,
      denied: lists.deniedSubnetIds,
      qualifier: 'ForAllValues:',
    },
    {
      key: 'lambda:SecurityGroupIds',
      allowed: lists.allowedSecurityGroupIds,
      denied: lists.deniedSecurityGroupIds,
      qualifier: 'ForAllValues:',
    },
  ];
  const listed = keys.filter(({ allowed, denied }) => allowed.length + denied.length > 0);
  const checked = new Map(listed.map(({ key }) => [key, 'false']));
  if (lists.required) checked.set('lambda:VpcIds', 'false');
  const block = new Map<string, Map<string, string | readonly string[]>>();
  const put = (operator: string, key: string, value: string | readonly string[]): void => {
    const keys = block.get(operator) ?? new Map<string, string | readonly string[]>();
    block.set(operator, keys.set(key, value));
  };
  for (const { key, allowed, denied, qualifier } of listed) {
    if (allowed.length > 0) put(`${qualifier}StringEquals`, key, allowed);
    if (denied.length > 0) put(`${qualifier}StringNotEquals`, key, denied);
  }
  for (const [key, value] of checked) put('Null', key, value);
  return {
    Sid: 'FunctionsWithinTheLists',
    Effect: 'Allow',
    Action: ACTIONS,
    Resource: '*',
    ...(block.size === 0 ? {} : { Condition: conditionBlock(block) }),
  };
}

function conditionBlock(
  block: ReadonlyMap<string, ReadonlyMap<string, string | readonly string[]>>,
): ConditionBlock {
  return Object.fromEntries(
    [...block].map(([operator, keys]) => [operator, Object.fromEntries(keys)]),
  );
}

/** Functions outside any VPC: all where none is required, else those with an exempt name. */
function unattachedStatement(lists: PlacementLists): readonly PolicyStatementJson[] {
  const condition: ConditionBlock = { Null: { 'lambda:VpcIds': 'true' } };
  const statement = { Sid: 'FunctionsOutsideAnyVpc', Effect: 'Allow', Action: ACTIONS } as const;
  if (!lists.required) return [{ ...statement, Resource: '*', Condition: condition }];
  if (lists.exemptNamePatterns.length === 0) return [];
  const resources = lists.exemptNamePatterns.map(exemptFunctionArn);
  return [{ ...statement, Resource: resources, Condition: condition }];
}
