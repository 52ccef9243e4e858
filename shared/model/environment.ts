import { parse as parseHostname } from 'tldts';
import { parseArn } from './arn.ts';
import { parseAddress } from './cidr.ts';

/**
 * Environment values can hold secrets. They are reduced here, while an answer is being read, to the
 * hosts, ports and ARNs they name; nothing else of a value exists past this file. What is doubtful is
 * dropped: a need that is missed can be configured, a secret that was kept cannot be taken back.
 */

export interface EnvironmentReference {
  /** Name of the environment variable. */
  readonly Variable: string;
  /** Host name in lower case, or an IP address. */
  readonly Host?: string;
  /** TCP port written in the value. */
  readonly Port?: number;
  /** URL scheme in lower case, without the colon. */
  readonly Scheme?: string;
  readonly Arn?: string;
  /** Set for the AWS SDK switches below when their value turns them on. */
  readonly Enabled?: true;
}

/** Variables whose on/off value changes how an AWS SDK connects. Their values are no secret. */
const SWITCHES = new Set([
  'AWS_NODEJS_CONNECTION_REUSE_ENABLED',
  'AWS_USE_DUALSTACK_ENDPOINT',
  'AWS_USE_FIPS_ENDPOINT',
  'BOTOCORE_TCP_KEEPALIVE',
]);

/** A bare word under such a name may be a password that looks like a host name. */
const SECRET_NAME = /pass|pwd|secret|token|credential|private|signature|salt|(^|_)key(_|$)|apikey/i;

/** Endings of private zones that no public registry knows. */
const PRIVATE_SUFFIX =
  /\.(?:internal|local|localdomain|lan|corp|home|private|intranet|intra|arpa)$/;

const AWS_SUFFIX = /\.(?:amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|api\.aws|on\.aws)$/;

const ARN = /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(?:\d{12})?:[\w+=,.@/:*$-]+$/;

const LONGEST_VALUE = 4_096;

/** The references of all variables, in the order of the variables. */
export function reduceEnvironment(
  variables: Readonly<Record<string, string>>,
): readonly EnvironmentReference[] {
  return Object.entries(variables).flatMap(([name, value]) => referencesIn(name, value));
}

function referencesIn(name: string, value: string): readonly EnvironmentReference[] {
  if (SWITCHES.has(name)) {
    return value === '1' || value.toLowerCase() === 'true'
      ? [{ Variable: name, Enabled: true }]
      : [];
  }
  if (value.length > LONGEST_VALUE) return [];
  const references = value
    .split(/[\s,;]+/)
    .map((word) => referenceOf(name, word))
    .filter((reference) => reference !== undefined);
  return [...new Map(references.map((one) => [JSON.stringify(one), one])).values()];
}

function referenceOf(name: string, word: string): EnvironmentReference | undefined {
  if (word.startsWith('arn:')) {
    return ARN.test(word) && parseArn(word) !== undefined
      ? { Variable: name, Arn: word }
      : undefined;
  }
  const url = /^(?:jdbc:)?([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(word);
  if (url !== null) {
    const [, scheme = '', rest = ''] = url;
    const host = hostOfAuthority(rest);
    return host && { Variable: name, Scheme: scheme.toLowerCase(), ...host };
  }
  const host = hostAndPort(word);
  if (host === undefined || !/^[^/?#@]+$/.test(word)) return undefined;
  const certain = AWS_SUFFIX.test(host.Host) || parseAddress(host.Host) !== undefined;
  return certain || !SECRET_NAME.test(name) ? { Variable: name, ...host } : undefined;
}

/**
 * The host of what follows `scheme://`. A password that holds `/`, `?` or `#` moves the end of the
 * authority; where that could have happened (a colon before it, an @ after it) nothing is kept.
 */
function hostOfAuthority(rest: string): { Host: string; Port?: number } | undefined {
  const end = rest.search(/[/?#]/);
  const authority = end === -1 ? rest : rest.slice(0, end);
  const tail = end === -1 ? '' : rest.slice(end);
  const at = authority.lastIndexOf('@');
  if (at === -1 && authority.includes(':') && tail.includes('@')) return undefined;
  return hostAndPort(authority.slice(at + 1));
}

function hostAndPort(text: string): { Host: string; Port?: number } | undefined {
  const bracketed = /^\[([0-9a-f:.]+)\](?::(\d{1,5}))?$/i.exec(text);
  const plain = /^([a-z0-9._-]+)(?::(\d{1,5}))?$/i.exec(text);
  const [, written, port] = bracketed ?? plain ?? [];
  const host = written ?? (parseAddress(text)?.family === 6 ? text : undefined);
  if (host === undefined || !isHost(host.toLowerCase())) return undefined;
  if (port === undefined) return { Host: host.toLowerCase() };
  const number = Number(port);
  return number >= 1 && number <= 65_535 ? { Host: host.toLowerCase(), Port: number } : undefined;
}

function isHost(host: string): boolean {
  if (parseAddress(host) !== undefined) return true;
  if (!/^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]*$/.test(host)) return false;
  if (AWS_SUFFIX.test(host) || PRIVATE_SUFFIX.test(host)) return true;
  return parseHostname(host, { validateHostname: false }).isIcann === true;
}
