import type { Cidr } from '../model/cidr.ts';
import { known, mapFact, thenFact, unknown } from '../model/fact.ts';
import type { Fact } from '../model/fact.ts';
import type { MountTarget } from '../model/efs.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { HostNeed, Need, ServiceNeed } from '../needs/need.ts';
import { internetDestination, publicServiceDestination } from '../network/flow.ts';
import type { FlowDestination, FlowSource, InterfaceDestination } from '../network/flow.ts';
import { hostCidr } from '../network/internet-egress.ts';
import { mountTargetGroups } from '../network/mount-target-groups.ts';
import { nameOwner } from '../network/name-owner.ts';
import { resourceAt, resourceNamed } from '../network/private-resources.ts';
import type { PrivateResource } from '../network/private-resource.ts';
import { endpointDestination, gatewayDestination } from '../network/service-path.ts';
import {
  gatewayEndpointOfSubnet,
  gatewayEndpoints,
  interfaceEndpoints,
  isAvailable,
} from '../network/vpc-endpoints.ts';
import type { ControlConfiguration } from './define-control.ts';
import { farEndpoint } from './far-endpoint.ts';
import { internetProbes } from './function-flows.ts';
import type { AttachedFunctionTarget } from './target.ts';

/** What a control needs to turn a need into the flows that serve it. */
export interface NeedContext {
  readonly snapshot: Snapshot;
  readonly configuration: ControlConfiguration;
  readonly target: AttachedFunctionTarget;
  /** Every subnet of the function. */
  readonly sources: readonly FlowSource[];
}

/**
 * The destination that is meant to serve a need, from one subnet: what security groups and network ACLs
 * have to let through, whether or not names and routes lead there already.
 */
export function destinationOfNeed(
  context: NeedContext,
  source: FlowSource,
  need: Need,
): Fact<readonly FlowDestination[]> {
  switch (need.kind) {
    case 'internet': {
      const probes = internetProbes(context.configuration, need.family);
      return known([internetDestination(need.port ?? 443, need.family, probes)]);
    }
    case 'service':
      return mapFact(serviceDestination(context, source, need), (one) => [one]);
    case 'host':
      return mapFact(hostDestination(context.snapshot, source.vpcId, need), (one) => [one]);
    case 'file-system':
      return fileSystemDestinations(context.snapshot, need.arn);
  }
}

/**
 * The endpoint of the VPC, or of a peer that the function depends on, counts whether its private DNS is
 * on or not: that is another control's matter.
 */
function serviceDestination(
  { snapshot, configuration, target, sources }: NeedContext,
  source: FlowSource,
  need: ServiceNeed,
): Fact<FlowDestination> {
  const { vpcId, subnetId } = source;
  const references = target.configuration.Environment?.References ?? [];
  const owner = nameOwner(snapshot, { vpcId, service: need, references });
  if (owner.known && owner.value.kind === 'endpoint') {
    return known(endpointDestination(snapshot, owner.value.endpoint, vpcId));
  }
  const gateway = thenFact(gatewayEndpoints(snapshot, vpcId, need), (endpoints) =>
    gatewayEndpointOfSubnet(snapshot, subnetId, endpoints),
  );
  if (gateway.known && gateway.value !== undefined) {
    return known(gatewayDestination(snapshot, subnetId, need, gateway.value));
  }
  const local = interfaceEndpoints(snapshot, vpcId, need);
  const usable = local.known ? local.value.find(isAvailable) : undefined;
  if (usable !== undefined) return known(endpointDestination(snapshot, usable, vpcId));
  if (!local.known) return local;
  return mapFact(farEndpoint(snapshot, configuration, target, sources, need), (endpoint) =>
    endpoint === undefined
      ? publicServiceDestination(`${need.service}.${need.region}`, internetProbes(configuration, 4))
      : endpointDestination(snapshot, endpoint, vpcId),
  );
}

/** The database, cache or interface that a host need names. */
export function hostDestination(
  snapshot: Snapshot,
  vpcId: string,
  need: Pick<HostNeed, 'host' | 'port'>,
): Fact<InterfaceDestination> {
  const address = hostCidr(need.host);
  const resource =
    address === undefined
      ? resourceNamed(snapshot, need.host)
      : resourceAt(snapshot, need.host, vpcId);
  return thenFact(resource, (found) =>
    found === undefined
      ? unknown({ kind: 'opaque', detail: `${need.host} is no resource of this account` })
      : resourceDestination(found, need, address),
  );
}

function resourceDestination(
  resource: PrivateResource,
  need: Pick<HostNeed, 'host' | 'port'>,
  address: Cidr | undefined,
): Fact<InterfaceDestination> {
  const port = need.port === undefined ? resource.port : known(need.port);
  return thenFact(port, (number) =>
    mapFact(resource.vpcId, (vpcId) => ({
      kind: 'interfaces',
      name: need.host,
      port: number,
      family: address?.family ?? 4,
      hop: { kind: 'destination', id: resource.id },
      vpcId,
      subnetIds: resource.subnetIds,
      ...(address && { addresses: [address] }),
      securityGroupIds: resource.securityGroupIds,
    })),
  );
}

/** TCP port of NFS. */
const NFS_PORT = 2049;

/** The mount targets of the file system behind an access point. */
export function mountTargetsOf(
  snapshot: Snapshot,
  accessPointArn: string,
): Fact<readonly MountTarget[]> {
  if (accessPointArn.includes(':s3files:')) {
    return unknown({ kind: 'not-read', call: 's3files:GetAccessPoint', detail: accessPointArn });
  }
  return thenFact(snapshot.get('AccessPoints', accessPointArn), (accessPoint) =>
    accessPoint === undefined
      ? unknown({ kind: 'opaque', detail: `${accessPointArn} does not exist any more` })
      : (snapshot.gap('MountTargets', accessPoint.FileSystemId) ??
        mapFact(snapshot.all('MountTargets'), (targets) =>
          targets.filter((one) => one.FileSystemId === accessPoint.FileSystemId),
        )),
  );
}

/** A mount target as a destination. */
export function mountTargetDestination(
  snapshot: Snapshot,
  mountTarget: MountTarget,
  vpcId: string,
): InterfaceDestination {
  const address = hostCidr(mountTarget.IpAddress ?? '');
  return {
    kind: 'interfaces',
    name: mountTarget.FileSystemId,
    port: NFS_PORT,
    family: address?.family ?? 4,
    hop: { kind: 'destination', id: mountTarget.MountTargetId },
    vpcId,
    subnetIds: known([mountTarget.SubnetId]),
    ...(address && { addresses: [address] }),
    securityGroupIds: mountTargetGroups(snapshot, mountTarget),
  };
}

function fileSystemDestinations(
  snapshot: Snapshot,
  accessPointArn: string,
): Fact<readonly FlowDestination[]> {
  return thenFact(mountTargetsOf(snapshot, accessPointArn), (targets) => {
    const destinations: InterfaceDestination[] = [];
    for (const target of targets) {
      const subnet = snapshot.get('Subnets', target.SubnetId);
      if (!subnet.known) return subnet;
      const vpcId = subnet.value?.VpcId ?? target.VpcId ?? '';
      destinations.push(mountTargetDestination(snapshot, target, vpcId));
    }
    return known(destinations);
  });
}
