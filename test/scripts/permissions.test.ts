import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { generatePermissions } from '../../scripts/generate-permissions.ts';
import { READER_ACTIONS } from '../../shared/adapters/aws/read-permissions.ts';
import { CONTROLS } from '../../shared/controls/registry.ts';
import { COLLECTIONS } from '../../shared/model/collections.ts';

const ADAPTER = path.resolve(import.meta.dirname, '../../shared/adapters/aws');

/** IAM's prefix for the package of each client. */
const PREFIX: Readonly<Record<string, string>> = {
  ec2: 'ec2',
  efs: 'elasticfilesystem',
  elasticache: 'elasticache',
  iam: 'iam',
  lambda: 'lambda',
  organizations: 'organizations',
  rds: 'rds',
  redshift: 'redshift',
  'resource-groups-tagging-api': 'tag',
  'route-53': 'route53',
  'service-quotas': 'servicequotas',
  sts: 'sts',
};

/** The IAM actions of all commands that a source file imports or names by its package's namespace. */
function actionsIn(source: string): readonly string[] {
  const actions: string[] = [];
  for (const [, named = '', client = ''] of source.matchAll(
    /import (?:type )?\{([^}]*)\} from '@aws-sdk\/client-([\w-]+)'/g,
  )) {
    const prefix = PREFIX[client] ?? `unknown client ${client}`;
    for (const [, operation] of named.matchAll(/\b(\w+)Command\b/g)) {
      actions.push(`${prefix}:${operation}`);
    }
  }
  for (const [, namespace = '', client = ''] of source.matchAll(
    /import \* as (\w+) from '@aws-sdk\/client-([\w-]+)'/g,
  )) {
    const prefix = PREFIX[client] ?? `unknown client ${client}`;
    for (const [, operation] of source.matchAll(
      new RegExp(String.raw`\b${namespace}\.(\w+)Command\b`, 'g'),
    )) {
      actions.push(`${prefix}:${operation}`);
    }
  }
  for (const [, service = '', operation = ''] of source.matchAll(
    /\(\s*(RESOLVER|PROFILES),\s*'(\w+)'/g,
  )) {
    actions.push(`route53${service.toLowerCase()}:${operation}`);
  }
  return actions;
}

/** The readers of the account. What else the folder holds reads no account: queues, tables, publishers. */
const READERS = ['account-reader.ts', 'account-part-reader.ts', 'account-listing.ts'];

/** The sources of the readers: the files, and what they import of their own folder. */
function readerSources(): readonly string[] {
  const sources = new Map<string, string>();
  const open = [...READERS];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (sources.has(file)) continue;
    const source = readFileSync(path.join(ADAPTER, file), 'utf8');
    sources.set(file, source);
    open.push(...Array.from(source.matchAll(/ from '\.\/([\w-]+\.ts)'/g), ([, name = '']) => name));
  }
  return [...sources.values()];
}

const sources = readerSources();

/** `ListHostedZonesByVPC` and the others are IAM actions of the very same name. */
const called = new Set(sources.flatMap(actionsIn));
// It needs no permission.
called.delete('sts:GetCallerIdentity');

const policySchema = z.object({
  Version: z.literal('2012-10-17'),
  Statement: z.array(z.object({ Effect: z.literal('Allow'), Action: z.array(z.string()) })),
});

function policyActions(): readonly string[] {
  const [file] = generatePermissions();
  const json = /```json\n(.*?)\n```/s.exec(file?.content ?? '')?.[1] ?? '';
  return policySchema.parse(JSON.parse(json)).Statement.flatMap((statement) => statement.Action);
}

describe('the permissions of the live reader', () => {
  test('are those of the commands in its sources, no more and no less', () => {
    expect([...called].toSorted()).toEqual([...READER_ACTIONS].toSorted());
  });

  test('name each call under which the reader files a gap', () => {
    const named = sources.flatMap((source) =>
      [...source.matchAll(/'([a-z0-9]+:[A-Z]\w+)'/g)].map(([, action]) => action),
    );
    const known = new Set<string | undefined>(policyActions());
    expect(named.filter((action) => !known.has(action))).toEqual([]);
  });
});

describe('the policy of docs/permissions.md', () => {
  const actions = policyActions();

  test('holds what the reader calls and what controls say that they read', () => {
    const wanted = [...READER_ACTIONS, ...CONTROLS.flatMap(({ meta }) => meta.facts)];
    expect(wanted.filter((action) => !actions.includes(action))).toEqual([]);
  });

  test('is sorted, without repetition, and only reads', () => {
    expect(actions).toEqual([...new Set(actions)].toSorted());
    const reads = actions.filter((action) =>
      /^[a-z0-9-]+:(?:Describe|Get|List)[A-Z]\w+$/.test(action),
    );
    expect(reads).toEqual(actions);
  });

  test('asks for no code and no secret', () => {
    const tooMuch = /^lambda:GetFunction$|^secretsmanager:|^ssm:|^kms:|^s3:/;
    expect(actions.filter((action) => tooMuch.test(action))).toEqual([]);
  });

  test('fits into one managed policy', () => {
    expect(JSON.stringify(actions).length).toBeLessThan(6_000);
  });
});

test('what no control reads and no live reading calls is no collection of a snapshot by accident', () => {
  const actions = new Set(policyActions());
  const unread = Object.entries(COLLECTIONS)
    .filter(([, { call }]) => !actions.has(call))
    .map(([name]) => name);
  // They come from folders of saved answers only.
  expect(unread).toEqual(['TransitGatewayVpcAttachments', 'Instances']);
});
