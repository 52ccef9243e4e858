import { build } from 'esbuild';

/** IAM's prefix for the package of each client. */
const PREFIXES: Readonly<Record<string, string>> = {
  dynamodb: 'dynamodb',
  ec2: 'ec2',
  efs: 'elasticfilesystem',
  elasticache: 'elasticache',
  eventbridge: 'events',
  iam: 'iam',
  lambda: 'lambda',
  organizations: 'organizations',
  rds: 'rds',
  redshift: 'redshift',
  'resource-groups-tagging-api': 'tag',
  'route-53': 'route53',
  'secrets-manager': 'secretsmanager',
  securityhub: 'securityhub',
  'service-quotas': 'servicequotas',
  sns: 'sns',
  sqs: 'sqs',
  ssm: 'ssm',
  sts: 'sts',
};

/**
 * The calls of AWS APIs that are in the bundle of an entry file, as `ec2:DescribeVpcs`, sorted: each
 * operation of an SDK client that is left of the sources once what nobody uses is gone.
 *
 * @throws Error where a client has no prefix in the table above
 */
export async function callsOf(entry: string): Promise<readonly string[]> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    // The SDK stays an import, which names what is used of it.
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node24',
    treeShaking: true,
    write: false,
    logLevel: 'warning',
  });
  const source = outputFiles.map(({ text }) => text).join('\n');
  return [...new Set([...sdkCalls(source), ...describedCalls(source)])].toSorted();
}

function sdkCalls(source: string): readonly string[] {
  const calls: string[] = [];
  for (const [, names = '', client = ''] of source.matchAll(
    /^import \{([^}]*)\} from "@aws-sdk\/client-([\w-]+)"/gm,
  )) {
    calls.push(...commandsIn(names, /\b(\w+)Command\b/g, client));
  }
  for (const [, namespace = '', client = ''] of source.matchAll(
    /^import \* as (\w+) from "@aws-sdk\/client-([\w-]+)"/gm,
  )) {
    calls.push(
      ...commandsIn(source, new RegExp(`\\b${namespace}\\.(\\w+)Command\\b`, 'g'), client),
    );
  }
  return calls;
}

function commandsIn(text: string, command: RegExp, client: string): readonly string[] {
  const operations = [...text.matchAll(command)].map(([, operation = '']) => operation);
  const prefix = PREFIXES[client];
  if (prefix === undefined && operations.length > 0) {
    throw new Error(`the IAM prefix of @aws-sdk/client-${client} is not known`);
  }
  return operations.map((operation) => `${prefix}:${operation}`);
}

/** Operations that are described to the SDK instead of being part of it; see resolver-operations.ts. */
function describedCalls(source: string): readonly string[] {
  return [...source.matchAll(/\(\s*(RESOLVER|PROFILES),\s*"(\w+)"/g)].map(
    ([, service = '', operation = '']) => `route53${service.toLowerCase()}:${operation}`,
  );
}
