import { groupBy } from '../model/group-by.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { endpointServiceNames } from './vpc-endpoints.ts';
import type { ServiceInRegion } from './vpc-endpoints.ts';

/**
 * Host names of AWS services. The host is not the tail of the endpoint's service name, so what
 * DescribeVpcEndpointServices says comes first (`PrivateDnsNames`); this table only fills in where that
 * was not read (https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html).
 */
const HOST_LABELS: Readonly<Record<string, string>> = {
  'kinesis-streams': 'kinesis',
  'kinesis-firehose': 'firehose',
  'dynamodb-streams': 'streams.dynamodb',
  'ecr.api': 'api.ecr',
  'ecr.dkr': '*.dkr.ecr',
  'sagemaker.api': 'api.sagemaker',
  'sagemaker.runtime': 'runtime.sagemaker',
  'execute-api': '*.execute-api',
  ses: 'email',
};

/** Services with one name for the whole partition (https://docs.aws.amazon.com/general/latest/gr/rande.html). */
const GLOBAL_SERVICES = new Set(['iam', 'route53', 'cloudfront']);

const privateDnsNames = oncePerSnapshot((snapshot) =>
  groupBy(snapshot.seen('ServiceDetails'), (detail) => [detail.ServiceName]),
);

/**
 * The names, in lower case and without a final dot, under which a service's API is called; those that
 * SDKs use unless told otherwise first.
 */
export function serviceHosts(snapshot: Snapshot, service: ServiceInRegion): readonly string[] {
  const details = [...endpointServiceNames(service)].flatMap(
    (name) => privateDnsNames(snapshot).get(name) ?? [],
  );
  const names = details
    .filter((detail) => (detail.ServiceRegion ?? service.region) === service.region)
    .flatMap((detail) => [
      detail.PrivateDnsName,
      ...(detail.PrivateDnsNames ?? []).map((one) => one.PrivateDnsName),
    ])
    .filter((name) => name !== undefined)
    .map(normalHost);
  const usual = names.filter((name) => !isDualStackName(name));
  const dualStack = names.filter(isDualStackName);
  return [...new Set([...usual, standardHost(service), ...dualStack])];
}

/** Whether what AWS says of the service's endpoints was read, so that its names are all known. */
export function isServiceDescribed(snapshot: Snapshot, service: ServiceInRegion): boolean {
  return [...endpointServiceNames(service)].some((name) => privateDnsNames(snapshot).has(name));
}

/** The names that SDKs take only where dual-stack endpoints are chosen: `sqs.us-east-1.api.aws`. */
export function isDualStackName(host: string): boolean {
  return host.endsWith('.api.aws') || host.split('.').includes('dualstack');
}

function standardHost({ service, region }: ServiceInRegion): string {
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const label = HOST_LABELS[service] ?? service;
  return GLOBAL_SERVICES.has(service) ? `${label}.${suffix}` : `${label}.${region}.${suffix}`;
}

/** Whether a host has the name of a pattern, whose `*.` holds any one label. */
export function isNameOf(host: string, pattern: string): boolean {
  return pattern.startsWith('*.')
    ? host.endsWith(pattern.slice(1)) && !host.slice(0, 1 - pattern.length).includes('.')
    : host === pattern;
}

/** A DNS name as it is compared: lower case, no final dot; Route 53 writes `*` as `\\052`. */
export function normalHost(name: string): string {
  return name
    .toLowerCase()
    .replace(/^\\052/, '*')
    .replace(/\.$/, '');
}
