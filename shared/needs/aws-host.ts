import { REGION_NAME, resourceHost } from '../network/resource-host.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { ServiceDetail } from '../model/ec2.ts';
import { serviceOwning } from './private-dns-names.ts';
import { serviceNamed, serviceOfHostLabel, shortServiceName } from './service-names.ts';
import type { ServiceName } from './service-names.ts';

/** What a host name that belongs to AWS stands for. */
export type AwsHost =
  /** The API of a service. */
  | {
      readonly kind: 'service';
      readonly service: ServiceName;
      /** Absent where the name does not say it. */
      readonly region?: string;
      /** The name is the one that a client in the region uses without settings. */
      readonly regionalName: boolean;
    }
  /** A database, cache or data warehouse. */
  | { readonly kind: 'resource' }
  /** A broker, load balancer, domain or instance: in a VPC or not, the name does not say. */
  | { readonly kind: 'private-name' }
  /** Answers on public addresses only. */
  | { readonly kind: 'internet' }
  /** The API of a service that the table of endpoint services does not list. */
  | { readonly kind: 'unlisted' };

const SUFFIX = /\.(?:amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|api\.aws|on\.aws)$/;

/** Services that answer under names below their own: buckets, private APIs, registries. */
const ANSWERS_BELOW = new Set([
  's3',
  's3-accesspoint',
  's3-control',
  'execute-api',
  'ddb',
  'dkr.ecr',
]);

/** What has names below these is a machine or cluster of the account and not an API. */
const MACHINES = new Set([
  'compute',
  'dax-clusters',
  'efs',
  'elb',
  'fsx',
  'kafka',
  'kafka-serverless',
  'memorydb',
  'mq',
]);

/**
 * What an AWS host name stands for; undefined where the name is not AWS's. The private DNS names that
 * DescribeVpcEndpointServices answers decide; where they were not read, the pattern of the name does.
 *
 * @param host in lower case
 */
export function awsHost(snapshot: Snapshot, host: string): AwsHost | undefined {
  if (!SUFFIX.test(host)) return undefined;
  if (resourceHost(host) !== undefined) return { kind: 'resource' };
  const name = withoutVariants(host);
  const owner = serviceOwning(snapshot, host);
  if (owner !== undefined) {
    return {
      kind: 'service',
      service: serviceOfDetail(owner),
      region: owner.ServiceRegion ?? snapshot.region,
      regionalName: name.plain,
    };
  }
  if (host.endsWith('.on.aws')) return latticeOrPublic(host);
  if (name.labels.at(-1) === 'vpce') return behindEndpointName(name.labels);
  const at = name.labels.findLastIndex((label) => REGION_NAME.test(label));
  const region = name.labels[at];
  if (at >= 0 && at < name.labels.length - 1) return namedBeforeService(name.labels, at);
  const own = at === -1 ? name.labels : name.labels.slice(0, at);
  const service = serviceOfLabels(own);
  if (service !== undefined) {
    const regionLess =
      service.endpoint !== undefined && !service.endpoint.name.includes('<region>');
    return {
      kind: 'service',
      service,
      ...(region !== undefined && { region }),
      regionalName: name.plain && (region !== undefined || regionLess),
    };
  }
  return { kind: own.length > 1 && MACHINES.has(own.at(-1) ?? '') ? 'private-name' : 'unlisted' };
}

interface PlainName {
  readonly labels: readonly string[];
  /** Neither FIPS nor dual-stack, nor one of S3's names from before regions had their own label. */
  readonly plain: boolean;
}

function withoutVariants(host: string): PlainName {
  const written = host.replace(SUFFIX, '').split('.');
  const labels = written
    .filter((label) => label !== 'dualstack')
    .flatMap((label) => {
      const legacy = /^s3-(.+)$/.exec(label)?.[1] ?? '';
      return REGION_NAME.test(legacy) ? ['s3', legacy] : label.replace(/-fips$/, '');
    });
  const plain = labels.join('.') === written.join('.') && !/\.(?:api|on)\.aws$/.test(host);
  return { labels, plain };
}

function serviceOfDetail(detail: ServiceDetail): ServiceName {
  const service = shortServiceName(detail.ServiceName).replace(/-fips$/, '');
  const types = detail.ServiceType.map((one) => one.ServiceType);
  return (
    serviceNamed(service) ?? {
      prefix: service,
      service,
      endpoint: {
        name: detail.ServiceName,
        types: types.includes('Gateway') ? ['Gateway'] : ['Interface'],
      },
    }
  );
}

function latticeOrPublic(host: string): AwsHost {
  return { kind: host.includes('.vpc-lattice-svcs.') ? 'private-name' : 'internet' };
}

/** `vpce-0a-1b.sqs.us-east-1.vpce`, with a bucket in front for S3: the name of one endpoint. */
function behindEndpointName(labels: readonly string[]): AwsHost {
  const id = labels.findIndex((label) => /^vpce-(?!svc-)/.test(label));
  const service = serviceOfLabels(labels.slice(id + 1, -2));
  const region = labels.at(-2);
  if (id === -1 || service === undefined || region === undefined) return { kind: 'private-name' };
  return { kind: 'service', service, region, regionalName: false };
}

/** `us-east-1.queue`, the old name of SQS; else a resource: `search-x.us-east-1.es`. */
function namedBeforeService(labels: readonly string[], at: number): AwsHost {
  const service = at === 0 ? serviceOfLabels(labels.slice(1)) : undefined;
  const region = labels[at];
  if (service !== undefined && region !== undefined) {
    return { kind: 'service', service, region, regionalName: false };
  }
  const isPublicDomain = labels.at(-1) === 'es' && labels[0]?.startsWith('search-') === true;
  return { kind: isPublicDomain ? 'internet' : 'private-name' };
}

function serviceOfLabels(labels: readonly string[]): ServiceName | undefined {
  const whole = serviceOfHostLabel(labels.join('.'));
  if (whole !== undefined) return whole;
  const tails = [labels.slice(-2).join('.'), labels.at(-1) ?? ''];
  const tail = tails.find((one) => ANSWERS_BELOW.has(one));
  if (tail !== undefined) return serviceOfHostLabel(tail);
  if (labels.at(-1)?.startsWith('s3express-') === true) return serviceNamed('s3express');
  const cell = /^(ingest|query)-cell\d+\.timestream$/.exec(labels.join('.'))?.[1];
  return cell === undefined ? undefined : serviceOfHostLabel(`${cell}.timestream`);
}
