import type { VersionScope } from '../controls/placement/version-scope.ts';
import { parseArn } from '../model/arn.ts';
import { groupBy } from '../model/group-by.ts';
import { functionNetwork, networkKey } from '../model/function-network.ts';
import { functionVersions } from '../model/function-versions.ts';
import type { FunctionVersions } from '../model/function-versions.ts';
import type { FunctionConfiguration } from '../model/lambda.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type {
  AccountTarget,
  EndpointTarget,
  FunctionTarget,
  LocatedFunction,
  PrincipalTarget,
  SecurityGroupTarget,
  VpcTarget,
} from '../controls/target.ts';

/** Every resource of a snapshot that a control can judge. */
export interface Targets {
  readonly functions: readonly FunctionTarget[];
  readonly vpcs: readonly VpcTarget[];
  readonly endpoints: readonly EndpointTarget[];
  readonly securityGroups: readonly SecurityGroupTarget[];
  readonly account: AccountTarget;
  readonly principals: readonly PrincipalTarget[];
}

/**
 * Finds the resources to judge. Published versions are judged where their settings differ.
 * @param principalArns the roles and users that the configuration names
 */
export function targetsOf(
  snapshot: Snapshot,
  scope: VersionScope,
  principalArns: readonly string[] = [],
): Targets {
  const functions = functionsOf(snapshot, scope);
  const functionsByVpc = groupBy(functions, (target) => (target.vpcId ? [target.vpcId] : []));
  return {
    functions,
    vpcs: vpcTargets(snapshot, functionsByVpc),
    endpoints: endpointTargets(snapshot, functionsByVpc, everyFunction(snapshot, scope)),
    securityGroups: securityGroupTargets(snapshot, functions),
    account: {
      kind: 'account',
      resource: { type: 'AWS::::Account', id: `AWS::::Account:${snapshot.accountId}` },
    },
    principals: principalTargets(snapshot, principalArns),
  };
}

const functionsByScope = oncePerSnapshot(() => new Map<VersionScope, readonly FunctionTarget[]>());

function functionsOf(snapshot: Snapshot, scope: VersionScope): readonly FunctionTarget[] {
  const cache = functionsByScope(snapshot);
  const cached = cache.get(scope);
  if (cached !== undefined) return cached;
  const functions = [...functionVersions(snapshot).values()].flatMap((versions) =>
    functionTargets(snapshot, versions, scope),
  );
  cache.set(scope, functions);
  return functions;
}

function everyFunction(snapshot: Snapshot, scope: VersionScope): readonly LocatedFunction[] {
  return [snapshot, ...snapshot.neighbours].flatMap((one) =>
    functionsOf(one, scope).map((target) => ({ snapshot: one, target })),
  );
}

function functionTargets(
  snapshot: Snapshot,
  versions: FunctionVersions,
  scope: VersionScope,
): readonly FunctionTarget[] {
  const used = new Set(versions.uses.map((use) => use.version));
  const inScope = versions.published.filter((one) => scope === 'all' || used.has(one.Version));
  const latest = versions.latest && functionTarget(snapshot, versions, versions.latest);
  if (latest !== undefined && inScope.length === 0) return [latest];
  const distinct = new Map(latest && [[settingsKey(latest), latest]]);
  for (const configuration of inScope.toReversed()) {
    const target = functionTarget(snapshot, versions, configuration);
    const key = settingsKey(target);
    if (!distinct.has(key)) distinct.set(key, target);
  }
  return [...distinct.values()];
}

function functionTarget(
  snapshot: Snapshot,
  versions: FunctionVersions,
  configuration: FunctionConfiguration,
): FunctionTarget {
  const network = functionNetwork(snapshot, configuration);
  const vpcId = network.source === 'NONE' ? undefined : network.vpcId;
  const resource = { type: 'AWS::Lambda::Function', id: configuration.FunctionArn } as const;
  const target = { kind: 'function', resource, configuration, network, versions } as const;
  return vpcId ? { vpcId, ...target } : target;
}

/** Two versions with the same key get the same verdicts. */
function settingsKey({ configuration }: FunctionTarget): string {
  return JSON.stringify([
    networkKey(configuration),
    configuration.Role,
    configuration.Environment,
    configuration.FileSystemConfigs,
    configuration.Runtime,
    configuration.Layers,
  ]);
}

function vpcTargets(
  snapshot: Snapshot,
  functionsByVpc: ReadonlyMap<string, readonly FunctionTarget[]>,
): readonly VpcTarget[] {
  const owners = new Map(snapshot.seen('Vpcs').map((vpc) => [vpc.VpcId, vpc.OwnerId]));
  const vpcIds = new Set([...owners.keys(), ...functionsByVpc.keys()]);
  return [...vpcIds].toSorted().map((vpcId) => ({
    kind: 'vpc',
    resource: {
      type: 'AWS::EC2::VPC',
      id: ec2Arn(snapshot, owners.get(vpcId), `vpc/${vpcId}`),
    },
    vpcId,
    functions: functionsByVpc.get(vpcId) ?? [],
  }));
}

function endpointTargets(
  snapshot: Snapshot,
  functionsByVpc: ReadonlyMap<string, readonly FunctionTarget[]>,
  located: readonly LocatedFunction[],
): readonly EndpointTarget[] {
  return snapshot.seen('VpcEndpoints').map((endpoint) => ({
    kind: 'vpc-endpoint',
    resource: {
      type: 'AWS::EC2::VPCEndpoint',
      id: ec2Arn(snapshot, endpoint.OwnerId, `vpc-endpoint/${endpoint.VpcEndpointId}`),
    },
    ...(endpoint.VpcId && { vpcId: endpoint.VpcId }),
    endpoint,
    functions: functionsByVpc.get(endpoint.VpcId ?? '') ?? [],
    everyFunction: located,
  }));
}

function securityGroupTargets(
  snapshot: Snapshot,
  functions: readonly FunctionTarget[],
): readonly SecurityGroupTarget[] {
  const users = groupBy(functions, ({ network }) =>
    network.source !== 'NONE' && network.securityGroupIds.known
      ? network.securityGroupIds.value
      : [],
  );
  return [...users].flatMap(([groupId, members]) => {
    const group = snapshot.get('SecurityGroups', groupId);
    if (!group.known || group.value === undefined) return [];
    return {
      kind: 'security-group' as const,
      resource: {
        type: 'AWS::EC2::SecurityGroup' as const,
        id: ec2Arn(snapshot, group.value.OwnerId, `security-group/${groupId}`),
      },
      ...(group.value.VpcId && { vpcId: group.value.VpcId }),
      group: group.value,
      functions: members,
    };
  });
}

/** A principal is judged with its own account, or anywhere if that account was not read. */
function principalTargets(
  { accountId, neighbours }: Snapshot,
  principalArns: readonly string[],
): readonly PrincipalTarget[] {
  const others = new Set(neighbours.map((one) => one.accountId));
  return [...new Set(principalArns)].flatMap((arn): PrincipalTarget[] => {
    const { accountId: owner = '', resource = '' } = parseArn(arn) ?? {};
    if (owner !== accountId && others.has(owner)) return [];
    const type = resource.startsWith('user/') ? 'AWS::IAM::User' : 'AWS::IAM::Role';
    return [{ kind: 'principal', resource: { type, id: arn }, arn }];
  });
}

function ec2Arn(snapshot: Snapshot, ownerId: string | undefined, resource: string): string {
  const { partition, region, accountId } = snapshot;
  return `arn:${partition}:ec2:${region}:${ownerId ?? accountId}:${resource}`;
}
