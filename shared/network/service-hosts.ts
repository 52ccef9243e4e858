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
  'ecr.api': 'api.ecr',
  'ecr.dkr': '*.dkr.ecr',
  'sagemaker.api': 'api.sagemaker',
  'sagemaker.runtime': 'runtime.sagemaker',
  'execute-api': '*.execute-api',
};

const privateDnsNames = oncePerSnapshot((snapshot) =>
  groupBy(snapshot.seen('ServiceDetails'), (detail) => [detail.ServiceName]),
);

/** The names, in lower case and without a final dot, under which a service's API is called. */
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
    .filter((name) => name !== undefined);
  const label = HOST_LABELS[service.service] ?? service.service;
  const suffix = service.region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return [...new Set([...names.map(normalHost), `${label}.${service.region}.${suffix}`])];
}

/** A DNS name as it is compared: lower case, no final dot. */
export function normalHost(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
