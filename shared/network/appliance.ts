import type { NetworkInterface, Route } from '../model/ec2.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Hop } from './disposition.ts';
import { ends, seenFrom } from './forwarding-path.ts';
import type { ForwardingPath } from './forwarding-path.ts';

/** A NAT instance or other appliance. An old route names the instance only. */
export function appliancePath(
  snapshot: Snapshot,
  vpcId: string | undefined,
  route: Route,
): ForwardingPath {
  const { NetworkInterfaceId: interfaceId, InstanceId: instanceId } = route;
  const id = interfaceId ?? instanceId ?? '';
  const of = instanceId === undefined || instanceId === id ? '' : ` of ${instanceId}`;
  const hop: Hop = {
    kind: 'network-interface',
    id,
    detail: `NAT instance or appliance${of}: cannot be followed further`,
  };
  const found =
    interfaceId === undefined
      ? undefined
      : seenFrom(snapshot, vpcId, 'NetworkInterfaces', interfaceId);
  const networkInterface = found?.known ? found.value : undefined;
  const saw = (field: string, value: string): Hop => ({
    ...hop,
    seen: [{ resource: id, field, value }],
  });
  if (found?.known && networkInterface === undefined) {
    const gone = saw('NetworkInterfaceId', 'InvalidNetworkInterfaceID.NotFound');
    return notForwarding(gone, 'does not exist any more');
  }
  const { Status } = networkInterface ?? {};
  if (Status !== undefined && Status !== 'in-use') {
    return notForwarding(saw('Status', Status), `is ${Status}, not in use, so nothing forwards`);
  }
  if (sourceDestCheck(snapshot, networkInterface, instanceId) === true) {
    return notForwarding(
      saw('SourceDestCheck', 'true'),
      'has its source/destination check on and drops what is not for it',
    );
  }
  return ends('LEAVES_VPC', hop, `leaves through ${id}${of}, a NAT instance or appliance`, {
    ...(instanceId !== undefined && { instanceId }),
  });
}

/** The setting of the interface; that of an instance is its first interface's. */
function sourceDestCheck(
  snapshot: Snapshot,
  networkInterface: NetworkInterface | undefined,
  instanceId: string | undefined,
): boolean | undefined {
  if (networkInterface !== undefined) return networkInterface.SourceDestCheck;
  const instance = instanceId === undefined ? undefined : snapshot.get('Instances', instanceId);
  return instance?.known ? instance.value?.SourceDestCheck : undefined;
}

function notForwarding(hop: Hop, what: string): ForwardingPath {
  return ends('APPLIANCE_NOT_FORWARDING', { ...hop, detail: what }, `${hop.id} ${what}`);
}
