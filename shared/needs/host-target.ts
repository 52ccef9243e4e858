import { cidrContains, parseCidr } from '../model/cidr.ts';
import type { Cidr } from '../model/cidr.ts';
import type { EnvironmentReference } from '../model/environment.ts';
import { hasPublicSuffix } from '../model/public-name.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { resolvedName } from '../network/private-zone.ts';
import { isPublicDestination } from '../network/public-destination.ts';
import { awsHost } from './aws-host.ts';
import type { NeedNote, NeedTarget } from './need.ts';
import { isInSomeVpc, isPrivateIn } from './private-names.ts';
import { serviceTarget } from './service-target.ts';

/** From where a function sees a name or address. */
export interface Place {
  readonly snapshot: Snapshot;
  readonly region: string;
  /** Absent for a function that is not attached. */
  readonly vpcId?: string;
}

/** What has to be reached, or a word to say about it, or (undefined) nothing at all. */
export type Meaning = { readonly target: NeedTarget } | { readonly note: NeedNote } | undefined;

export type HostReference = Pick<EnvironmentReference, 'Host' | 'Port' | 'Scheme'>;

/** Answered inside the execution environment or by the host: no network is crossed. */
const LOCAL: readonly Cidr[] = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '::/127', 'fe80::/10']
  .map((text) => parseCidr(text))
  .filter((cidr) => cidr !== undefined);

const MULTICAST: readonly Cidr[] = ['224.0.0.0/4', 'ff00::/8']
  .map((text) => parseCidr(text))
  .filter((cidr) => cidr !== undefined);

const SCHEME_PORTS: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['https', 443],
  ['ws', 80],
  ['wss', 443],
]);

/** File types that are also top-level domains: `handler.py` is no host in Paraguay. */
const FILE_NAME = /^[^.]+\.(?:cc|md|mov|pl|ps|py|rs|sh|so|zip)$/;

/**
 * What a host, with the port and scheme that stand beside it, means for a function at the place.
 * A name of the public domain system counts as public unless the VPC is known to answer for it itself.
 */
export function targetOfHost(place: Place, reference: HostReference): Meaning {
  const host = reference.Host?.toLowerCase();
  if (host === undefined) return undefined;
  const port = reference.Port ?? SCHEME_PORTS.get(reference.Scheme ?? '');
  const atPort = port === undefined ? {} : { port };
  const address = parseCidr(`${host}/${host.includes(':') ? 128 : 32}`);
  if (address !== undefined) return targetOfAddress(place, host, address, atPort);
  const isBare = reference.Scheme === undefined && reference.Port === undefined;
  if (isBare && FILE_NAME.test(host)) return undefined;
  return (
    targetOfAwsHost(place, host, atPort) ?? {
      target: isPublicName(place, host)
        ? { kind: 'internet', family: 4, hosts: [host], ...atPort }
        : { kind: 'host', host, form: 'private-name', ...atPort },
    }
  );
}

/**
 * The same for what code connects to. A name that private zones of the VPC answer stands for the
 * addresses and names that they lead to; where they lead to something opaque it stays what it is.
 */
export function targetsOfHost(place: Place, reference: HostReference): readonly Meaning[] {
  const meaning = targetOfHost(place, reference);
  const { snapshot, vpcId } = place;
  if (vpcId === undefined || meaning === undefined || !('target' in meaning)) return [meaning];
  const { target } = meaning;
  if (target.kind !== 'host' || target.form !== 'private-name') return [meaning];
  const resolved = resolvedName(snapshot, vpcId, target.host);
  const answers = resolved.known ? resolved.value : undefined;
  if (answers === undefined) return [meaning];
  const behind = [...answers.addresses, ...answers.names].map((Host) => {
    const { port } = target;
    return targetOfHost(place, { Host, ...(port !== undefined && { Port: port }) });
  });
  return behind.map((one) => {
    if (one === undefined || !('target' in one) || one.target.kind !== 'host') return one;
    return one.target.form === 'private-name'
      ? meaning
      : { target: { ...one.target, calledAs: target.host } };
  });
}

function targetOfAddress(
  place: Place,
  host: string,
  block: Cidr,
  atPort: { readonly port?: number },
): Meaning {
  if ([...LOCAL, ...MULTICAST].some((local) => cidrContains(local, block))) return undefined;
  const isPublic = isPublicDestination(block) && !isInSomeVpc(place.snapshot, block);
  return {
    target: isPublic
      ? { kind: 'internet', family: block.family, hosts: [host], ...atPort }
      : { kind: 'host', host, form: 'address', ...atPort },
  };
}

function targetOfAwsHost(place: Place, host: string, atPort: { readonly port?: number }): Meaning {
  const aws = awsHost(place.snapshot, host);
  switch (aws?.kind) {
    case undefined:
      return undefined;
    case 'service':
      return {
        target: serviceTarget(place.snapshot, aws.service, aws.region ?? place.region, {
          ...atPort,
          ...(!aws.regionalName && { host }),
        }),
      };
    case 'resource':
      return { target: { kind: 'host', host, form: 'resource', ...atPort } };
    case 'private-name':
      return { target: { kind: 'host', host, form: 'private-name', ...atPort } };
    case 'internet':
      return { target: { kind: 'internet', family: 4, hosts: [host], ...atPort } };
    case 'unlisted':
      return { note: { kind: 'unlisted-service', value: host } };
  }
}

function isPublicName({ snapshot, vpcId }: Place, host: string): boolean {
  return hasPublicSuffix(host) && (vpcId === undefined || !isPrivateIn(snapshot, vpcId, host));
}
