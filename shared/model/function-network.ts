import { known, mapFact, thenFact, unknown, allFacts } from './fact.ts';
import type { Fact } from './fact.ts';
import type { CapacityProvider, FunctionConfiguration } from './lambda.ts';
import { once } from './once.ts';
import { oncePerSnapshot } from './snapshot.ts';
import type { Snapshot } from './snapshot.ts';

/** Where a function's network settings come from, and what they are. */
export type FunctionNetwork = UnattachedNetwork | AttachedNetwork;

export interface UnattachedNetwork {
  readonly source: 'NONE';
}

export interface AttachedNetwork {
  /**
   * `FUNCTION`: the function's own `VpcConfig`. `CAPACITY_PROVIDER`: a function on managed instances,
   * whose subnets and groups are those of its capacity provider
   * (https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-capacity-providers.html).
   */
  readonly source: 'FUNCTION' | 'CAPACITY_PROVIDER';
  /** Taken from the first known subnet: the `VpcId` in Lambda's answer may be empty or missing. */
  readonly vpcId?: string;
  readonly subnetIds: Fact<readonly string[]>;
  /** Sorted: their order means nothing. */
  readonly securityGroupIds: Fact<readonly string[]>;
  /** Whether outbound IPv6 is allowed on dual-stack subnets. */
  readonly ipv6Allowed: Fact<boolean>;
}

const UNATTACHED: UnattachedNetwork = { source: 'NONE' };

/**
 * The normalised network view of one version of a function. A detached function may keep a `VpcConfig`
 * with empty lists, so the lists decide and not the presence of the object
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html).
 */
export function functionNetwork(
  snapshot: Snapshot,
  configuration: FunctionConfiguration,
): FunctionNetwork {
  const vpcConfig = configuration.VpcConfig;
  if (vpcConfig !== undefined && vpcConfig.SubnetIds.length > 0) {
    const { SubnetIds, SecurityGroupIds, VpcId, Ipv6AllowedForDualStack = false } = vpcConfig;
    const key = `${SubnetIds.join()} ${SecurityGroupIds.join()} ${VpcId ?? ''} ${Ipv6AllowedForDualStack}`;
    return once(networks(snapshot), key, () => ownNetwork(snapshot, vpcConfig));
  }
  const providerArn = capacityProviderArn(configuration);
  return providerArn === undefined
    ? UNATTACHED
    : once(networks(snapshot), providerArn, () => providerNetwork(snapshot, providerArn));
}

/** Functions with equal settings share one object, so that what follows from it can be kept by it. */
const networks = oncePerSnapshot(() => new Map<string, AttachedNetwork>());

function ownNetwork(
  snapshot: Snapshot,
  { SubnetIds, SecurityGroupIds, VpcId, Ipv6AllowedForDualStack = false }: VpcConfig,
): AttachedNetwork {
  const vpcId = vpcOfSubnets(snapshot, SubnetIds) ?? VpcId;
  return {
    source: 'FUNCTION',
    ...(vpcId && { vpcId }),
    subnetIds: known(SubnetIds),
    securityGroupIds: known(SecurityGroupIds.toSorted()),
    ipv6Allowed: known(Ipv6AllowedForDualStack),
  };
}

type VpcConfig = NonNullable<FunctionConfiguration['VpcConfig']>;

/** The capacity provider a function runs on, if it runs on managed instances. */
export function capacityProviderArn(configuration: FunctionConfiguration): string | undefined {
  return configuration.CapacityProviderConfig?.LambdaManagedInstancesCapacityProviderConfig
    ?.CapacityProviderArn;
}

/**
 * Equal for two versions with the same network view: subnets and groups in any order. What the
 * settings are does not need to be readable for that, so this asks the configuration alone.
 */
export function networkKey(configuration: FunctionConfiguration): string {
  const { VpcConfig } = configuration;
  return VpcConfig !== undefined && VpcConfig.SubnetIds.length > 0
    ? JSON.stringify([
        VpcConfig.SubnetIds.toSorted(),
        VpcConfig.SecurityGroupIds.toSorted(),
        VpcConfig.Ipv6AllowedForDualStack ?? false,
      ])
    : (capacityProviderArn(configuration) ?? 'NONE');
}

function providerNetwork(snapshot: Snapshot, providerArn: string): AttachedNetwork {
  const vpcConfig = thenFact(
    snapshot.get('CapacityProviders', providerArn),
    (provider): Fact<NonNullable<CapacityProvider['VpcConfig']>> =>
      provider?.VpcConfig === undefined
        ? unknown({ kind: 'opaque', detail: `${providerArn} shows no VpcConfig` })
        : known(provider.VpcConfig),
  );
  const subnetIds = thenFact(vpcConfig, (config) =>
    config.SubnetIds.length > 0
      ? known(config.SubnetIds)
      : unknown({ kind: 'opaque', detail: `${providerArn} shows no subnet` }),
  );
  const vpcId = subnetIds.known ? vpcOfSubnets(snapshot, subnetIds.value) : undefined;
  return {
    source: 'CAPACITY_PROVIDER',
    ...(vpcId !== undefined && { vpcId }),
    subnetIds,
    securityGroupIds: thenFact(vpcConfig, (config) =>
      config.SecurityGroupIds.length > 0
        ? known(config.SecurityGroupIds.toSorted())
        : defaultGroup(snapshot, providerArn, vpcId),
    ),
    ipv6Allowed: thenFact(subnetIds, (ids) => allDualStack(snapshot, ids)),
  };
}

function vpcOfSubnets(snapshot: Snapshot, subnetIds: readonly string[]): string | undefined {
  for (const subnetId of subnetIds) {
    const subnet = snapshot.get('Subnets', subnetId);
    if (subnet.known && subnet.value !== undefined) return subnet.value.VpcId;
  }
  return undefined;
}

/** A capacity provider without groups takes its VPC's default group silently. */
function defaultGroup(
  snapshot: Snapshot,
  providerArn: string,
  vpcId: string | undefined,
): Fact<readonly string[]> {
  if (vpcId === undefined) {
    return unknown({ kind: 'opaque', detail: `the VPC of ${providerArn} is not known` });
  }
  return thenFact(snapshot.inVpc('SecurityGroups', vpcId), (groups) => {
    const group = groups.find((one) => one.GroupName === 'default');
    return group === undefined
      ? unknown({
          kind: 'not-read',
          call: 'ec2:DescribeSecurityGroups',
          detail: `the default group of ${vpcId} is not in the answer`,
        })
      : known([group.GroupId]);
  });
}

/** Managed instances have no IPv6 setting: they use it where every subnet has an associated IPv6 CIDR. */
function allDualStack(snapshot: Snapshot, subnetIds: readonly string[]): Fact<boolean> {
  const subnets = allFacts(subnetIds.map((id) => snapshot.get('Subnets', id)));
  return mapFact(subnets, (values) =>
    values.every((subnet) =>
      subnet?.Ipv6CidrBlockAssociationSet?.some(
        (association) => association.Ipv6CidrBlockState?.State === 'associated',
      ),
    ),
  );
}
