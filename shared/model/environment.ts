import { parseArn } from './arn.ts';
import { parseAddress } from './cidr.ts';
import { hasPublicSuffix } from './public-name.ts';

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
const SECRET_NAME =
  /pass|pwd|secret|token|cred|private|signature|salt|apikey|keys?$|(?:^|_)(?:key|pw|pat|pin|sig|sas|jwt|otp|hash|seed|cert|pem|auth)s?(?:_|$)/i;

/** Schemes whose authority is a network host; of another `word://` it is not certain what it is. */
const SCHEMES = new Set(
  `http https ws wss tcp tls ssl udp grpc grpcs ftp ftps sftp ssh smtp smtps ldap ldaps nats mqtt mqtts
  amqp amqps kafka redis rediss valkey memcached postgres postgresql mysql mariadb mssql sqlserver
  oracle redshift snowflake mongodb docdb cassandra clickhouse neo4j neo4js bolt elasticsearch
  opensearch zookeeper etcd consul pulsar couchbase couchbases influxdb statsd syslog nfs
  plaintext sasl_ssl sasl_plaintext`.split(/\s+/),
);

/** Endings of private zones that no public registry knows. */
const PRIVATE_SUFFIX =
  /\.(?:internal|local|localdomain|lan|corp|home|private|intranet|intra|arpa)$/;

const AWS_SUFFIX = /\.(?:amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|api\.aws|on\.aws)$/;

/** `jdbc:` and the names of wrapping drivers may stand before the scheme, a driver's name behind it. */
const URL_WORD = /^(?:jdbc:(?:[a-z0-9-]+:)*)?([a-z][a-z0-9_]{0,20})(\+[a-z0-9_]{0,20})?:\/\/(.*)$/i;

/** Without `=`, `@` and `?`, which stand in no ARN that matters here but do stand in secrets. */
const ARN = /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(?:\d{12})?:[\w+./:*$-]+$/;

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
  const words = value.split(/[\s,;]+/).filter((word) => word !== '');
  const safe = words.filter((_, index) => !mayBeUserinfo(words, index));
  const bare = bareHosts(name, words);
  const references = safe.flatMap((word): readonly Reference[] => {
    if (word.startsWith('arn:')) return ARN.test(word) && parseArn(word) ? [{ Arn: word }] : [];
    const url = urlReference(word) ?? bare.get(word);
    return url === undefined ? [] : [url];
  });
  const distinct = new Map(references.map((one) => [JSON.stringify(one), one])).values();
  return [...distinct].map((one) => ({ Variable: name, ...one }));
}

type Reference = Omit<EnvironmentReference, 'Variable'>;

interface Host {
  readonly Host: string;
  readonly Port?: number;
}

/**
 * A password in a URL can hold a blank, a comma or a semicolon, which split it here: `x://u:a,b.com,c@h`.
 * What stands before an @, up to the word with the scheme, may be a part of it.
 */
function mayBeUserinfo(words: readonly string[], index: number): boolean {
  if (!words.slice(0, index + 1).some((word) => word.includes('://'))) return false;
  for (const word of words.slice(index + 1)) {
    if (URL_WORD.test(word)) return false;
    if (word.includes('@')) return true;
  }
  return false;
}

/**
 * Words without a scheme are hosts only in a value that is nothing but a list of hosts, as the brokers
 * of a cluster; in any other text a word with a dot is as likely a part of a secret. A URL's path or
 * query can go on behind a comma, so there is no such list beside one.
 */
function bareHosts(name: string, words: readonly string[]): ReadonlyMap<string, Host> {
  const none: ReadonlyMap<string, Host> = new Map();
  const hosts = new Map<string, Host>();
  for (const word of words) {
    if (urlReference(word) !== undefined) {
      if (/:\/\/[^/?#\\]*[/?#\\]/.test(word)) return none;
      continue;
    }
    const host = hostAndPort(word);
    if (host === undefined) return none;
    if (SECRET_NAME.test(name) && !AWS_SUFFIX.test(host.Host)) return none;
    hosts.set(word, host);
  }
  return hosts;
}

function urlReference(word: string): (Host & { readonly Scheme: string }) | undefined {
  const [, written = '', driver = '', rest = ''] = URL_WORD.exec(word) ?? [];
  const scheme = written.toLowerCase();
  if (!SCHEMES.has(scheme)) return undefined;
  const host = hostOfAuthority(rest);
  return host && { Scheme: driver.toLowerCase() === '+srv' ? `${scheme}+srv` : scheme, ...host };
}

/**
 * The host of what follows `scheme://`. A password that holds `/`, `?` or `#` moves the end of the
 * authority; where that could have happened (an @ after it) nothing is kept.
 */
function hostOfAuthority(rest: string): Host | undefined {
  const end = rest.search(/[/?#\\]/);
  const authority = end === -1 ? rest : rest.slice(0, end);
  if (end !== -1 && rest.slice(end).includes('@')) return undefined;
  return hostAndPort(authority.slice(authority.lastIndexOf('@') + 1));
}

function hostAndPort(text: string): Host | undefined {
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
  return hasPublicSuffix(host);
}
