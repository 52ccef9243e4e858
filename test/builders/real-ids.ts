import type { Topology } from './topology.ts';

/**
 * Topologies call things `rtb-private-a`; events are searched for ids as EC2 makes them. Here are the
 * topologies under such ids, and how to find them again.
 */

const READABLE =
  /^(?:vpc|subnet|rtb|rtbassoc|sg|acl|aclassoc|nat|igw|eigw|vpce|pcx|pl|eni|eipalloc|dopt|tgw)-[\w-]+$/;

export function isReadableId(text: string): boolean {
  return READABLE.test(text);
}

/** The id in EC2's shape for a readable one: the same one each time. Other texts stay as they are. */
export function realId(readable: string): string {
  if (!isReadableId(readable)) return readable;
  let hash = 0x811c9dc5;
  for (const character of readable) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  }
  const prefix = readable.slice(0, readable.indexOf('-'));
  return `${prefix}-${hash.toString(16).padStart(8, '0')}`;
}

/** The topology with every id in EC2's shape. */
export function withRealIds(topology: Topology): Topology {
  const { given, configuration } = topology;
  return {
    given: renamed(given) as Topology['given'],
    ...(configuration && { configuration: renamed(configuration) as Record<string, unknown> }),
  };
}

function renamed(value: unknown): unknown {
  if (typeof value === 'string') return realId(value);
  if (Array.isArray(value)) return value.map(renamed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, renamed(inner)] as const);
  return Object.fromEntries(entries) as unknown;
}
