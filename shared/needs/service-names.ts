import { SERVICE_PREFIXES } from '../iam/endpoint-services.ts';
import type { EndpointService } from '../iam/endpoint-services.ts';

/**
 * The names one AWS service goes by: IAM prefix, endpoint service, host name, SDK service id. None of
 * them follows from another (https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html).
 */
export interface ServiceName {
  readonly prefix: string;
  /** Short name of the endpoint service; the prefix where there is none. */
  readonly service: string;
  readonly endpoint?: EndpointService;
}

/** `kinesis-streams` of `com.amazonaws.<region>.kinesis-streams`, also with a real region. */
export function shortServiceName(name: string): string {
  return name.replace(
    /^(?:com\.amazonaws|cn\.com\.amazonaws|aws\.api|eu\.amazonaws)\.(?:<region>\.|[a-z]{2,4}(?:-[a-z]+)+-\d+\.)?/,
    '',
  );
}

const SMTP: ServiceName = {
  prefix: 'ses',
  service: 'email-smtp',
  endpoint: { name: 'com.amazonaws.<region>.email-smtp', types: ['Interface'] },
};

const ALL: readonly ServiceName[] = [
  ...SERVICE_PREFIXES.flatMap(({ prefix, endpoints, without }): readonly ServiceName[] => {
    if (without === 'internet') return [{ prefix, service: prefix }];
    return endpoints.map((endpoint) => ({
      prefix,
      service: shortServiceName(endpoint.name),
      endpoint,
    }));
  }),
  SMTP,
];

const BY_SERVICE: ReadonlyMap<string, ServiceName> = new Map(ALL.map((one) => [one.service, one]));

/** The service by the short name of its endpoint service. */
export function serviceNamed(service: string): ServiceName | undefined {
  return BY_SERVICE.get(service);
}

/**
 * Endpoint services that only an action named in full leads to. `dynamodb:*` and `states:*` stand in
 * many policies whose functions never read a stream or run an express workflow synchronously.
 */
const BY_ACTION_ONLY = new Set(['dynamodb-streams', 'sync-states']);

/** Whether a pattern with wildcards, or the prefix alone, is enough to make a need of the service. */
export function neededByPrefix(service: ServiceName): boolean {
  return !BY_ACTION_ONLY.has(service.service) && service !== SMTP;
}

/** All services of an IAM prefix that naming the prefix makes a need of. */
export function servicesOfPrefix(prefix: string): readonly ServiceName[] {
  return ALL.filter((one) => one.prefix === prefix && neededByPrefix(one));
}

/** Host names that differ from the endpoint service's name: what stands before the region. */
const HOST_LABELS: ReadonlyMap<string, string> = new Map([
  ['api.ecr', 'ecr.api'],
  ['api.sagemaker', 'sagemaker.api'],
  ['ddb', 'dynamodb'],
  ['dkr.ecr', 'ecr.dkr'],
  ['email', 'ses'],
  ['firehose', 'kinesis-firehose'],
  ['ingest.timestream', 'timestream.ingest-<cell>'],
  ['kinesis', 'kinesis-streams'],
  ['query.timestream', 'timestream.query-<cell>'],
  ['queue', 'sqs'],
  ['runtime.sagemaker', 'sagemaker.runtime'],
  ['s3-accesspoint', 's3'],
  ['s3-control', 's3'],
  ['streams.dynamodb', 'dynamodb-streams'],
]);

/** The service that a host's labels before the region name: `runtime.sagemaker`. */
export function serviceOfHostLabel(label: string): ServiceName | undefined {
  return serviceNamed(HOST_LABELS.get(label) ?? label);
}

/** SDK service ids whose host label is another word (the SDKs' service-specific endpoints page). */
const SDK_IDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['CLOUDWATCH', ['monitoring']],
  ['CLOUDWATCH_LOGS', ['logs']],
  ['COGNITO_IDENTITY_PROVIDER', ['cognito-idp']],
  ['CONFIG_SERVICE', ['config']],
  ['DYNAMODB_STREAMS', ['streams.dynamodb']],
  ['ECR', ['api.ecr']],
  ['EFS', ['elasticfilesystem']],
  ['EVENTBRIDGE', ['events']],
  ['KEYSPACES', ['cassandra']],
  ['MEMORYDB', ['memory-db']],
  ['RESOURCE_GROUPS_TAGGING_API', ['tagging']],
  ['SAGEMAKER', ['api.sagemaker']],
  ['SAGEMAKER_RUNTIME', ['runtime.sagemaker']],
  ['SESV2', ['email']],
  ['SFN', ['states', 'sync-states']],
  ['TIMESTREAM_QUERY', ['query.timestream']],
  ['TIMESTREAM_WRITE', ['ingest.timestream']],
]);

/** Short names of the services that `AWS_ENDPOINT_URL_<id>` redirects. */
export function servicesOfSdkId(id: string): readonly string[] {
  const lower = id.toLowerCase();
  const labels = SDK_IDS.get(id) ?? [lower.replaceAll('_', '-'), lower.replaceAll('_', '')];
  const services = labels.map((label) => serviceOfHostLabel(label)?.service);
  return [...new Set(services.filter((service) => service !== undefined))];
}
