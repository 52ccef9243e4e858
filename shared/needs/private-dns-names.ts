import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { ServiceDetail } from '../model/ec2.ts';

interface NameIndex {
  readonly exact: ReadonlyMap<string, ServiceDetail>;
  /** By what follows `*.`. */
  readonly wildcard: ReadonlyMap<string, ServiceDetail>;
}

const nameIndex = oncePerSnapshot((snapshot): NameIndex => {
  const exact = new Map<string, ServiceDetail>();
  const wildcard = new Map<string, ServiceDetail>();
  for (const detail of snapshot.seen('ServiceDetails')) {
    const names = [
      detail.PrivateDnsName,
      ...(detail.PrivateDnsNames ?? []).map((one) => one.PrivateDnsName),
    ];
    for (const name of names) {
      const lower = name?.toLowerCase() ?? '';
      if (lower.startsWith('*.')) wildcard.set(lower.slice(2), detail);
      else if (lower !== '') exact.set(lower, detail);
    }
  }
  return { exact, wildcard };
});

/**
 * The endpoint service that owns a host name by its private DNS names, as DescribeVpcEndpointServices
 * answers; undefined where none does or none was read. A wildcard owns every name below it.
 *
 * @param host in lower case
 */
export function serviceOwning(snapshot: Snapshot, host: string): ServiceDetail | undefined {
  const { exact, wildcard } = nameIndex(snapshot);
  const own = exact.get(host);
  if (own !== undefined) return own;
  const labels = host.split('.');
  for (let from = 1; from < labels.length; from += 1) {
    const detail = wildcard.get(labels.slice(from).join('.'));
    if (detail !== undefined) return detail;
  }
  return undefined;
}
