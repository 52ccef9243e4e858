import { exemptFunctionArn } from './policy-json.ts';
import type {
  ConditionBlock,
  PlacementLists,
  PolicyJson,
  PolicyStatementJson,
  PreventivePolicies,
} from './policy-json.ts';

/**
 * Policies that prevent what the placement controls detect, from the same lists: the deny form, a
 * service control policy or attached to principals. Condition keys:
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html; their number of values:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html.
 */

/** "The maximum size of a service control policy is 10,240 characters", white space included. */
export const SCP_CHARACTERS = 10_240;

const PLACEMENT_ACTIONS = ['lambda:CreateFunction', 'lambda:UpdateFunctionConfiguration'];

/** Capacity providers carry subnets and groups of their own, but no `lambda:VpcIds`. */
const NETWORK_ACTIONS = [...PLACEMENT_ACTIONS, 'lambda:CreateCapacityProvider'];

const VPC = 'lambda:VpcIds';
const SUBNETS = 'lambda:SubnetIds';
const GROUPS = 'lambda:SecurityGroupIds';

const EXEMPTION_NOTE =
  'exemptions by tag and for Lambda@Edge cannot be said in these policies; the controls know them, the policies do not';

/** A deny statement over one list; splitting is safe only where each value denies by itself. */
interface DenyPart {
  readonly sid: string;
  readonly values: readonly string[];
  readonly splittable: boolean;
  readonly statement: (sid: string, values: readonly string[]) => PolicyStatementJson;
}

/**
 * The deny form: it denies a create or update exactly when one of the placement controls would fail.
 * @param limit characters that one printed document may have.
 */
export function denyPolicies(
  lists: PlacementLists,
  limit: number = SCP_CHARACTERS,
): PreventivePolicies {
  const problems: string[] = [];
  const documents: PolicyJson[] = [];
  let current: readonly PolicyStatementJson[] = [];
  for (const part of denyParts(lists)) {
    for (const statement of piecesWithin(part, limit, problems)) {
      if (policySize([...current, statement]) > limit) {
        documents.push(document(current));
        current = [];
      }
      current = [...current, statement];
    }
  }
  if (current.length > 0) documents.push(document(current));
  const notes =
    documents.length === 0
      ? ['the lists are empty and functions need no VPC: there is nothing to deny']
      : [EXEMPTION_NOTE, ...denyNotes(lists, documents.length)];
  return { documents, notes, problems };
}

function denyNotes(lists: PlacementLists, count: number): readonly string[] {
  return [
    'a service control policy does not bind the management account or service-linked roles; keep FullAWSAccess attached beside it',
    'existing functions, published versions and UpdateFunctionCode are not touched',
    ...(lists.required
      ? [
          'a function that is outside any VPC today gets no configuration update at all, not even of its memory',
        ]
      : []),
    ...(count > 1 ? [`split into ${count} policies, which must all be attached`] : []),
  ];
}

function denyParts(lists: PlacementLists): readonly DenyPart[] {
  const listed = [
    onlyAllowed('OnlyAllowedVpcs', lists.allowedVpcIds, PLACEMENT_ACTIONS, (values) => ({
      StringNotEquals: { [VPC]: values },
      // A negated operator is true for a missing key: without this, unattached functions are denied.
      Null: { [VPC]: 'false' },
    })),
    denied('DeniedVpcs', lists.deniedVpcIds, PLACEMENT_ACTIONS, 'StringEquals', VPC),
    onlyAllowed('OnlyAllowedSubnets', lists.allowedSubnetIds, NETWORK_ACTIONS, (values) => ({
      'ForAnyValue:StringNotEquals': { [SUBNETS]: values },
    })),
    denied(
      'DeniedSubnets',
      lists.deniedSubnetIds,
      NETWORK_ACTIONS,
      'ForAnyValue:StringEquals',
      SUBNETS,
    ),
    onlyAllowed(
      'OnlyAllowedSecurityGroups',
      lists.allowedSecurityGroupIds,
      NETWORK_ACTIONS,
      (values) => ({
        'ForAnyValue:StringNotEquals': { [GROUPS]: values },
      }),
    ),
    denied(
      'DeniedSecurityGroups',
      lists.deniedSecurityGroupIds,
      NETWORK_ACTIONS,
      'ForAnyValue:StringEquals',
      GROUPS,
    ),
  ].filter(({ values }) => values.length > 0);
  return lists.required ? [requireVpc(lists.exemptNamePatterns), ...listed] : listed;
}

function requireVpc(exemptNamePatterns: readonly string[]): DenyPart {
  return {
    sid: 'RequireVpc',
    values: exemptNamePatterns,
    splittable: false,
    statement: (sid, values) => ({
      Sid: sid,
      Effect: 'Deny',
      Action: PLACEMENT_ACTIONS,
      ...(values.length === 0 ? { Resource: '*' } : { NotResource: values.map(exemptFunctionArn) }),
      Condition: { Null: { [VPC]: 'true' } },
    }),
  };
}

function onlyAllowed(
  sid: string,
  values: readonly string[],
  actions: readonly string[],
  condition: (values: readonly string[]) => ConditionBlock,
): DenyPart {
  const statement: DenyPart['statement'] = (name, ids) => denyAll(name, actions, condition(ids));
  return { sid, values, splittable: false, statement };
}

function denied(
  sid: string,
  values: readonly string[],
  actions: readonly string[],
  operator: string,
  key: string,
): DenyPart {
  const statement: DenyPart['statement'] = (name, ids) =>
    denyAll(name, actions, { [operator]: { [key]: ids } });
  return { sid, values, splittable: true, statement };
}

function denyAll(
  sid: string,
  actions: readonly string[],
  condition: ConditionBlock,
): PolicyStatementJson {
  return { Sid: sid, Effect: 'Deny', Action: actions, Resource: '*', Condition: condition };
}

/** The statement, in as many pieces as it takes, each of which fits into a document of its own. */
function piecesWithin(
  part: DenyPart,
  limit: number,
  problems: string[],
): readonly PolicyStatementJson[] {
  const whole = part.statement(part.sid, part.values);
  if (policySize([whole]) <= limit) return [whole];
  if (!part.splittable || part.values.length < 2) {
    problems.push(
      `${part.sid} does not fit into ${limit} characters and cannot be split: two half lists would each deny what only the other allows; shorten the list`,
    );
    return [];
  }
  const pieces: PolicyStatementJson[] = [];
  let values: readonly string[] = part.values;
  while (values.length > 0) {
    const sid = `${part.sid}${pieces.length + 1}`;
    const count = fittingCount(values, (some) => policySize([part.statement(sid, some)]) <= limit);
    if (count === 0) {
      problems.push(`${part.sid}: "${values[0] ?? ''}" alone exceeds ${limit} characters`);
      return [];
    }
    pieces.push(part.statement(sid, values.slice(0, count)));
    values = values.slice(count);
  }
  return pieces;
}

/** The most leading values that still fit. */
function fittingCount(
  values: readonly string[],
  fits: (values: readonly string[]) => boolean,
): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(values.slice(0, middle))) low = middle;
    else high = middle - 1;
  }
  return low;
}

function document(statements: readonly PolicyStatementJson[]): PolicyJson {
  return { Version: '2012-10-17', Statement: statements };
}

function policySize(statements: readonly PolicyStatementJson[]): number {
  return JSON.stringify(document(statements)).length;
}

/**
 * A document ready to paste: indented, or on one line where only that keeps within the limit.
 */
export function policyText(policy: PolicyJson, limit: number = SCP_CHARACTERS): string {
  const indented = JSON.stringify(policy, undefined, 2);
  return indented.length <= limit ? indented : JSON.stringify(policy);
}
