import { functionNameOf, parseArn, splitFunctionArn } from '../model/arn.ts';
import { capacityProviderArn, functionNetwork } from '../model/function-network.ts';
import type { FunctionConfiguration } from '../model/lambda.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { mountTargetGroups } from '../network/mount-target-groups.ts';
import { resourceNamed, resourcesAt } from '../network/private-resources.ts';
import type { PrivateResource } from '../network/private-resource.ts';

/** What one version of a function uses, as far as a snapshot tells. */
export interface FunctionUse {
  /** Unqualified. */
  readonly functionArn: string;
  readonly name: string;
  readonly roleArn: string | undefined;
  readonly capacityProviderArn: string | undefined;
  readonly vpcId: string | undefined;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** Databases, caches and file systems that its settings name. */
  readonly destinations: readonly Destination[];
  /** Hosts that its environment names. */
  readonly hosts: readonly string[];
  /** It is in a VPC, but its subnets or groups were not read: any change there may reach it. */
  readonly unlocated: boolean;
}

/** Something in a VPC that a function connects to. */
export interface Destination {
  readonly id: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/** The uses of every function of the snapshot and its neighbours, published versions included. */
export const functionUses = oncePerSnapshot((snapshot): readonly FunctionUse[] =>
  [snapshot, ...snapshot.neighbours].flatMap((one) =>
    one.seen('Functions').map((configuration) => functionUse(one, configuration)),
  ),
);

function functionUse(snapshot: Snapshot, configuration: FunctionConfiguration): FunctionUse {
  const network = functionNetwork(snapshot, configuration);
  const attached = network.source === 'NONE' ? undefined : network;
  const { functionArn } = splitFunctionArn(configuration.FunctionArn);
  const hosts = (configuration.Environment?.References ?? [])
    .map((reference) => reference.Host)
    .filter((host) => host !== undefined);
  return {
    functionArn,
    name: functionNameOf(functionArn),
    roleArn: configuration.Role,
    capacityProviderArn: capacityProviderArn(configuration),
    vpcId: attached?.vpcId,
    subnetIds: attached?.subnetIds.known === true ? attached.subnetIds.value : [],
    securityGroupIds:
      attached?.securityGroupIds.known === true ? attached.securityGroupIds.value : [],
    destinations: [
      ...hosts.flatMap((host) => destinationsBehind(snapshot, host)),
      ...fileSystems(snapshot, configuration),
    ],
    hosts,
    unlocated:
      attached !== undefined && !(attached.subnetIds.known && attached.securityGroupIds.known),
  };
}

function destinationsBehind(snapshot: Snapshot, host: string): readonly Destination[] {
  const named = resourceNamed(snapshot, host);
  if (named.known && named.value !== undefined) return [destinationOf(named.value)];
  const at = resourcesAt(snapshot, host);
  return at.known ? at.value.map(destinationOf) : [];
}

function destinationOf({ id, subnetIds, securityGroupIds }: PrivateResource): Destination {
  return {
    id,
    subnetIds: subnetIds.known ? subnetIds.value : [],
    securityGroupIds: securityGroupIds.known ? securityGroupIds.value : [],
  };
}

/** A function names an access point; its file system is reached through the mount targets. */
function fileSystems(
  snapshot: Snapshot,
  configuration: FunctionConfiguration,
): readonly Destination[] {
  return (configuration.FileSystemConfigs ?? []).map(({ Arn }) => {
    const accessPoint = snapshot.get('AccessPoints', Arn);
    const id =
      (accessPoint.known ? accessPoint.value?.FileSystemId : undefined) ??
      parseArn(Arn)?.resource ??
      Arn;
    const targets = snapshot.seen('MountTargets').filter((one) => one.FileSystemId === id);
    return {
      id,
      subnetIds: targets.map((target) => target.SubnetId),
      securityGroupIds: targets.flatMap((target) => {
        const groups = mountTargetGroups(snapshot, target);
        return groups.known ? groups.value : [];
      }),
    };
  });
}
