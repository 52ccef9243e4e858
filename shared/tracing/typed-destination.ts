import type { EnvironmentReference } from '../model/environment.ts';
import { parseAddress } from '../model/cidr.ts';
import { reasonText } from '../model/fact.ts';
import type { Cidr } from '../model/cidr.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { targetOfHost } from '../needs/host-target.ts';
import type { HostTarget, ServiceTarget } from '../needs/need.ts';
import { serviceNamed, servicesOfPrefix, shortServiceName } from '../needs/service-names.ts';
import type { ServiceName } from '../needs/service-names.ts';
import { serviceTarget } from '../needs/service-target.ts';
import { calledName } from '../network/called-name.ts';
import { addressDestination, internetDestination, publicHostDestination } from '../network/flow.ts';
import type { InternetDestination } from '../network/flow.ts';
import { hostCidr } from '../network/internet-egress.ts';
import type { PrivateResource } from '../network/private-resource.ts';
import { resolvedName } from '../network/private-zone.ts';
import { resourceNamed } from '../network/private-resources.ts';
import { REGION_NAME } from '../network/resource-host.ts';
import type { ServiceInRegion } from '../network/vpc-endpoints.ts';

/** What a person may type as the destination of a trace, and what it stands for. */
export type TypedDestination =
  /** Public addresses. `byName`: a name has to be resolved first. */
  | {
      readonly kind: 'internet';
      readonly destination: InternetDestination;
      readonly byName: boolean;
    }
  /** The API of an AWS service; whoever owns its name decides on the path. */
  | {
      readonly kind: 'service';
      readonly name: string;
      readonly service: ServiceInRegion;
      readonly port: number;
      /** Stand for what the typed name says: an endpoint's own name, or a FIPS name. */
      readonly references: readonly EnvironmentReference[];
    }
  /** Private addresses; the VPC that a route leads to decides whose each is. */
  | {
      readonly kind: 'address';
      readonly name: string;
      readonly addresses: readonly [Cidr, ...Cidr[]];
      readonly port: number;
    }
  /** A database, cache or data warehouse of this account. */
  | {
      readonly kind: 'resource';
      readonly name: string;
      readonly resource: PrivateResource;
      readonly port: number;
    };

/** Why a text is no destination: one sentence that says what to type instead. */
export interface DestinationProblem {
  readonly problem: string;
}

export interface DestinationQuestion {
  /** A host name, an address, a URL, `host:port`, or an AWS service by any of its names. */
  readonly text: string;
  /** TCP port; wins over one in the text. */
  readonly port?: number | undefined;
  /** The VPC from which the destination is seen, whose private names count. */
  readonly vpcId?: string | undefined;
  /** Addresses that stand for the internet, of both families. */
  readonly probes: readonly Cidr[];
}

/** TCP port of HTTPS, which every AWS API and most of the internet speaks. */
const HTTPS_PORT = 443;

/** Finds out what a person means by a destination; a problem where the snapshot cannot tell. */
export function typedDestination(
  snapshot: Snapshot,
  question: DestinationQuestion,
): TypedDestination | DestinationProblem {
  const text = question.text.trim().toLowerCase();
  const { port } = question;
  if (port !== undefined && !isPort(port)) {
    return { problem: `port ${port} is not between 1 and 65535` };
  }
  if (text === '') return { problem: 'no destination was given' };
  if (text === 'internet' || text === 'internet6') {
    const family = text === 'internet' ? 4 : 6;
    const probes = question.probes.filter((probe) => probe.family === family);
    if (probes.length === 0) return { problem: `no address stands for the IPv${family} internet` };
    const destination = internetDestination(port ?? HTTPS_PORT, family, probes);
    return { kind: 'internet', destination, byName: true };
  }
  return (
    serviceByName(snapshot, text, port) ??
    byHost(snapshot, { ...question, text }) ?? {
      problem: `${question.text} is no host name, address or AWS service: type db.example.com, 10.0.1.5, sqs or sqs.${snapshot.region}.amazonaws.com`,
    }
  );
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}

const ENDPOINT_SERVICE = /^(?:com\.amazonaws|cn\.com\.amazonaws|eu\.amazonaws|aws\.api)\./;

/** `sqs`, `kinesis-streams`, the IAM prefix `kinesis`, `com.amazonaws.us-east-1.sqs`. */
function serviceByName(
  snapshot: Snapshot,
  text: string,
  port: number | undefined,
): TypedDestination | DestinationProblem | undefined {
  const isFullName = ENDPOINT_SERVICE.test(text);
  if (!isFullName && !/^[a-z][a-z0-9.-]*$/.test(text)) return undefined;
  const region = isFullName ? text.split('.').find((label) => REGION_NAME.test(label)) : undefined;
  const short = isFullName ? shortServiceName(text) : text;
  const names = serviceNames(short);
  if (names.length > 1) {
    const choices = names.map((one) => one.service).join(', ');
    return { problem: `${text} has several endpoints: type one of ${choices}` };
  }
  const [name] = names;
  if (name === undefined) {
    return isFullName || isOffered(snapshot, short)
      ? aService(snapshot, { prefix: short, service: short }, region, port)
      : undefined;
  }
  return aService(snapshot, name, region, port);
}

function serviceNames(short: string): readonly ServiceName[] {
  const exact = serviceNamed(short);
  return exact === undefined ? servicesOfPrefix(short) : [exact];
}

/** Whether the region offers an endpoint service of that short name. */
function isOffered(snapshot: Snapshot, short: string): boolean {
  return snapshot.seen('ServiceDetails').some((one) => shortServiceName(one.ServiceName) === short);
}

function aService(
  snapshot: Snapshot,
  name: ServiceName,
  region: string | undefined,
  port: number | undefined,
): TypedDestination | DestinationProblem {
  const target = serviceTarget(snapshot, name, region ?? snapshot.region);
  return port === undefined || port === target.port
    ? { kind: 'service', name: nameOf(target), service: target, port: target.port, references: [] }
    : wrongPort(nameOf(target), target.port);
}

function nameOf({ service, region }: ServiceInRegion): string {
  return `${service} (${region})`;
}

function wrongPort(name: string, port: number): DestinationProblem {
  return { problem: `${name} answers on port ${port} only: leave --port out` };
}

function byHost(
  snapshot: Snapshot,
  question: DestinationQuestion,
): TypedDestination | DestinationProblem | undefined {
  const reference = referenceOf(question);
  const host = reference?.Host;
  if (reference === undefined || host === undefined) return undefined;
  const { vpcId, probes } = question;
  const place = { snapshot, region: snapshot.region, ...(vpcId !== undefined && { vpcId }) };
  const meaning = targetOfHost(place, reference);
  const port = reference.Port ?? HTTPS_PORT;
  if (meaning === undefined) {
    return { problem: `${host} never leaves the function's own machine, or is no host at all` };
  }
  if ('note' in meaning) return publicHost(host, port, probes);
  const { target } = meaning;
  switch (target.kind) {
    case 'internet': {
      const address = hostCidr(host);
      if (address === undefined) return publicHost(host, target.port ?? HTTPS_PORT, probes);
      const destination = addressDestination(host, address, target.port ?? HTTPS_PORT);
      return { kind: 'internet', destination, byName: false };
    }
    case 'service':
      return serviceByHost(snapshot, host, target, question);
    case 'host':
      return privateHost(snapshot, target, question);
    case 'file-system':
      return undefined;
  }
}

/** No top-level domain is a number, so this is an address or a mistyped one. */
const MISTYPED_ADDRESS = /\.\d+$/;

/** The host, port and scheme of `https://host:port/path`, `host:port`, `[::1]:443` or `host`. */
function referenceOf({
  text,
  port,
}: Pick<DestinationQuestion, 'text' | 'port'>):
  Pick<EnvironmentReference, 'Host' | 'Port' | 'Scheme'> | undefined {
  const [, scheme, rest = text] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/.exec(text) ?? [];
  const authority = rest.split(/[/?#]/)[0] ?? '';
  const bare = parseAddress(authority) === undefined ? undefined : authority;
  const [, bracketed, plain, written] =
    /^(?:\[([0-9a-f:.]+)\]|([a-z0-9_.-]+))(?::(\d{1,5}))?$/.exec(
      authority.split('@').at(-1) ?? '',
    ) ?? [];
  const host = (bare ?? bracketed ?? plain)?.replace(/\.$/, '');
  const number = port ?? (written === undefined ? undefined : Number(written));
  if (host === undefined || !(host.includes('.') || host.includes(':'))) return undefined;
  if (bare === undefined && bracketed === undefined && MISTYPED_ADDRESS.test(host)) {
    return parseAddress(host) && { Host: host, ...(number !== undefined && { Port: number }) };
  }
  if (number !== undefined && !isPort(number)) return undefined;
  return {
    Host: host,
    ...(number !== undefined && { Port: number }),
    ...(scheme !== undefined && { Scheme: scheme }),
  };
}

/** The host name in what a person typed, if there is one: its private zone has to be read to answer. */
export function namesIn(text: string): readonly string[] {
  const host = referenceOf({ text: text.trim().toLowerCase() })?.Host;
  return host === undefined || hostCidr(host) !== undefined ? [] : [host];
}

function publicHost(host: string, port: number, probes: readonly Cidr[]): TypedDestination {
  const ipv4 = probes.filter((probe) => probe.family === 4);
  return { kind: 'internet', destination: publicHostDestination(host, port, ipv4), byName: true };
}

/**
 * A service by one of its host names. A name that is not the service's regional one is owned by other
 * endpoints, or by none: the global `sts.amazonaws.com` always leads to public addresses.
 */
function serviceByHost(
  snapshot: Snapshot,
  host: string,
  target: ServiceTarget,
  question: DestinationQuestion,
): TypedDestination | DestinationProblem {
  const usual = serviceTarget(snapshot, { prefix: target.prefix, service: target.service }, '');
  if (target.port !== usual.port) return wrongPort(host, usual.port);
  const called = calledName(snapshot, target, target.host);
  if (called.kind === 'public') return publicHost(host, target.port, question.probes);
  const references = called.kind === 'own' ? called.references : [];
  return { kind: 'service', name: host, service: target, port: target.port, references };
}

function privateHost(
  snapshot: Snapshot,
  { host, form, port }: HostTarget,
  question: DestinationQuestion,
): TypedDestination | DestinationProblem {
  const address = hostCidr(host);
  if (address !== undefined) {
    return { kind: 'address', name: host, addresses: [address], port: port ?? HTTPS_PORT };
  }
  if (form === 'private-name') return privateName(snapshot, host, port, question);
  const found = resourceNamed(snapshot, host);
  if (!found.known) return { problem: `${host} cannot be found: ${reasonText(found.reason)}` };
  const resource = found.value;
  if (resource === undefined) {
    return { problem: `${host} is the name of no database, cache or data warehouse that was read` };
  }
  const listens = port ?? (resource.port.known ? resource.port.value : undefined);
  return listens === undefined
    ? { problem: `the port of ${host} is not known: add --port` }
    : { kind: 'resource', name: host, resource, port: listens };
}

/** A name that a private zone of the VPC answers stands for what it leads to there. */
function privateName(
  snapshot: Snapshot,
  host: string,
  port: number | undefined,
  question: DestinationQuestion,
): TypedDestination | DestinationProblem {
  const { vpcId } = question;
  const unread = {
    problem: `which address ${host} has cannot be told from what was read: type the address instead`,
  };
  if (vpcId === undefined) return unread;
  const resolved = resolvedName(snapshot, vpcId, host);
  if (!resolved.known) {
    return { problem: `which address ${host} has cannot be told: ${reasonText(resolved.reason)}` };
  }
  if (resolved.value === undefined) return unread;
  const { addresses, names } = resolved.value;
  const [first, ...rest] = addresses.map(hostCidr).filter((cidr) => cidr !== undefined);
  const [name, ...others] = names;
  if (first !== undefined && name === undefined) {
    return { kind: 'address', name: host, addresses: [first, ...rest], port: port ?? HTTPS_PORT };
  }
  if (first !== undefined || name === undefined || others.length > 0) {
    return {
      problem: `${host} leads to ${[...addresses, ...names].join(', ')}: type one of these`,
    };
  }
  const end = byHost(snapshot, { ...question, text: name, port });
  if (end === undefined || 'problem' in end) {
    return { problem: `${host} leads to ${name}, and ${end?.problem ?? 'that is no host'}` };
  }
  return end.kind === 'internet' ? end : { ...end, name: host };
}
