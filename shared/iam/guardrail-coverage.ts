import { ALLOW_EVERYTHING } from './allow-everything.ts';
import { evaluatePrincipal } from './evaluate.ts';
import type { NamedPolicy } from './evaluate.ts';
import type { PlacementLists } from './policy-json.ts';
import { ABSENT, contextValues, requestContext } from './request-context.ts';
import type { ContextValue } from './request-context.ts';
import { and, truthOf } from './truth.ts';
import type { Truth } from './truth.ts';
import { asciiLowerCase, wildcardMatches } from './wildcard.ts';

/**
 * Whether preventive policies deny what the configured lists forbid. Asked by probing: each probe is a
 * function that breaks one list and nothing else, and its create and update must meet a Deny. What the
 * policies look like does not matter, nor over how many documents they are split.
 */
export interface GuardrailCoverage {
  readonly list: Exclude<keyof PlacementLists, 'exemptNamePatterns'>;
  /** `unknown` where a Deny depends on more than the placement of the function. */
  readonly denied: Truth;
  /** The actions that get through, or may, on the first probe that does. */
  readonly actions: readonly string[];
  /** What the probe carried: `lambda:SubnetIds subnet-9`. */
  readonly probe: string;
}

const FUNCTION_ACTIONS = ['lambda:CreateFunction', 'lambda:UpdateFunctionConfiguration'];
const CAPACITY_PROVIDER_ACTION = 'lambda:CreateCapacityProvider';

const KEYS = {
  vpc: 'lambda:VpcIds',
  subnet: 'lambda:SubnetIds',
  group: 'lambda:SecurityGroupIds',
} as const;

/** A name that no policy has a reason to single out. */
const PROBE_NAME = 'placement-probe';

/** Ids that no list names, for "anything else". */
const OTHER = { vpc: 'vpc-0other', subnet: 'subnet-0other', group: 'sg-0other' } as const;

type Network = Readonly<Record<keyof typeof KEYS, string | undefined>>;

interface Probe {
  readonly network: Network;
  readonly text: string;
  readonly actions: readonly string[];
}

/**
 * One answer for each configured list.
 * @param policies the policies that should prevent, by name; unreadable ones leave answers unknown.
 * @param arnPrefix account and Region to ask for: `arn:aws:lambda:us-east-1:111122223333:`.
 */
export function guardrailCoverage(
  policies: readonly NamedPolicy[],
  lists: PlacementLists,
  arnPrefix: string,
): readonly GuardrailCoverage[] {
  return probesOf(lists, idsIn(policies)).map(([list, probes]) => {
    const results = probes.map((probe) => ({ probe, ...judge(policies, probe, arnPrefix) }));
    const denied = and(results.map((result) => result.denied));
    const weakest = results.find((result) => result.denied === denied);
    return {
      list,
      denied,
      actions: denied === 'yes' ? [] : (weakest?.open ?? []),
      probe: weakest?.probe.text ?? '',
    };
  });
}

function judge(
  policies: readonly NamedPolicy[],
  { network, actions }: Probe,
  arnPrefix: string,
): { denied: Truth; open: readonly string[] } {
  const context = requestContext([
    [KEYS.vpc, valueOf(network.vpc)],
    [KEYS.subnet, valueOf(network.subnet)],
    [KEYS.group, valueOf(network.group)],
  ]);
  const verdicts = actions.map((action) => {
    const kind = action === CAPACITY_PROVIDER_ACTION ? 'capacity-provider:' : 'function:';
    const { decision } = evaluatePrincipal(
      { identity: [{ name: 'everything', document: ALLOW_EVERYTHING }, ...policies] },
      { action, resource: `${arnPrefix}${kind}${PROBE_NAME}`, context },
    );
    const denied: Truth =
      decision === 'unknown' ? decision : truthOf(decision === 'explicitly-denied');
    return { action, denied };
  });
  return {
    denied: and(verdicts.map(({ denied }) => denied)),
    open: verdicts.filter(({ denied }) => denied !== 'yes').map(({ action }) => action),
  };
}

function valueOf(id: string | undefined): ContextValue {
  return id === undefined ? ABSENT : contextValues(id);
}

/** The ids that the policies name for a key: what they let through may be among them. */
function idsIn(policies: readonly NamedPolicy[]): (kind: keyof typeof KEYS) => readonly string[] {
  const conditions = policies.flatMap((policy) =>
    'document' in policy
      ? policy.document.statements.flatMap((statement) => statement.conditions)
      : [],
  );
  return (kind) => {
    const ofKey = conditions.filter(
      ({ name, key }) => name !== 'Null' && asciiLowerCase(key) === asciiLowerCase(KEYS[kind]),
    );
    const ids = ofKey.flatMap(({ values }) => values);
    return [...new Set(ids)].filter((id) => !/[*?]|\$\{/.test(id));
  };
}

function probesOf(
  lists: PlacementLists,
  named: (kind: keyof typeof KEYS) => readonly string[],
): readonly (readonly [GuardrailCoverage['list'], readonly Probe[]])[] {
  const allowed: Network = {
    vpc: lists.allowedVpcIds[0] ?? OTHER.vpc,
    subnet: lists.allowedSubnetIds[0] ?? OTHER.subnet,
    group: lists.allowedSecurityGroupIds[0] ?? OTHER.group,
  };
  const probe = (kind: keyof typeof KEYS, id: string): Probe => ({
    network: { ...allowed, [kind]: id },
    text: `${KEYS[kind]} ${id}`,
    actions: kind === 'vpc' ? FUNCTION_ACTIONS : [...FUNCTION_ACTIONS, CAPACITY_PROVIDER_ACTION],
  });
  const unattached: Probe = {
    network: { vpc: undefined, subnet: undefined, group: undefined },
    text: 'no VPC',
    actions: FUNCTION_ACTIONS,
  };
  const outside = (kind: keyof typeof KEYS, ids: readonly string[]): readonly Probe[] =>
    ids.length === 0
      ? []
      : [OTHER[kind], ...named(kind).filter((id) => !ids.includes(id))].map((id) =>
          probe(kind, id),
        );
  const inside = (kind: keyof typeof KEYS, ids: readonly string[]): readonly Probe[] =>
    ids.map((id) => probe(kind, id));
  const exempt = lists.exemptNamePatterns.some((name) => wildcardMatches(name, PROBE_NAME));
  const all: readonly (readonly [GuardrailCoverage['list'], readonly Probe[]])[] = [
    ['required', lists.required && !exempt ? [unattached] : []],
    ['allowedVpcIds', outside('vpc', lists.allowedVpcIds)],
    ['deniedVpcIds', inside('vpc', lists.deniedVpcIds)],
    ['allowedSubnetIds', outside('subnet', lists.allowedSubnetIds)],
    ['deniedSubnetIds', inside('subnet', lists.deniedSubnetIds)],
    ['allowedSecurityGroupIds', outside('group', lists.allowedSecurityGroupIds)],
    ['deniedSecurityGroupIds', inside('group', lists.deniedSecurityGroupIds)],
  ];
  return all.filter(([, probes]) => probes.length > 0);
}
