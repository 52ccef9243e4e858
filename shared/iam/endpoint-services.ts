import { actionPatternCovers, actionPatternsOverlap } from './pattern-cover.ts';
import { asciiLowerCase } from './wildcard.ts';

/**
 * Which VPC endpoint service serves the actions of an IAM service prefix
 * (https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html). The
 * table is a default: DescribeVpcEndpointServices of the Region decides what is offered, and the
 * names a service owns are its PrivateDnsNames, never derived from the endpoint's name.
 */
export interface EndpointService {
  /** The endpoint service's name; `<region>` stands for the Region, `<cell>` for a cell of the service. */
  readonly name: string;
  readonly types: readonly ('Gateway' | 'Interface')[];
  /** Only these action patterns go here; without them, all that no other row of the prefix claims. */
  readonly actions?: readonly string[];
  /** False where the endpoint cannot own the service's name: a URL variable or NAT is needed. */
  readonly privateDns?: false;
  /** The only Region in which the endpoint can be created, for services of the whole partition. */
  readonly onlyRegion?: string;
  /** An endpoint may serve another Region (…/aws-services-cross-region-privatelink-support.html). */
  readonly crossRegion?: true;
  /** Serves private APIs, and captures the names of public ones, which then answer 403. */
  readonly capturesPublicNames?: true;
  /** The name is not on AWS's list; ask DescribeVpcEndpointServices. */
  readonly unconfirmed?: true;
}

export interface ServicePrefix {
  /** In lower case, as actions are compared. */
  readonly prefix: string;
  readonly endpoints: readonly EndpointService[];
  /** Actions that no endpoint serves, so that they need the internet whatever endpoints there are. */
  readonly internetActions?: readonly string[];
  /**
   * `internet`: AWS lists no endpoint for the API. `service-managed`: the service makes its own
   * endpoints. `data-path`: the traffic goes to a host in the VPC, not to an AWS API.
   */
  readonly without?: 'internet' | 'service-managed' | 'data-path';
}

function service(name: string, more: Partial<EndpointService> = {}): EndpointService {
  return { name: `com.amazonaws.<region>.${name}`, types: ['Interface'], ...more };
}

function row(prefix: string, ...endpoints: readonly EndpointService[]): ServicePrefix {
  return { prefix, endpoints };
}

/** Prefixes whose endpoint service has the prefix's own name and nothing to note. */
const SAME_NAME = (
  'secretsmanager ssm sts sqs sns events scheduler pipes schemas logs xray apigateway ecs eks ec2 ' +
  'autoscaling rds rds-data redshift redshift-data redshift-serverless elasticache ' +
  'elasticfilesystem athena glue lakeformation textract rekognition comprehend translate polly ' +
  'transcribe cassandra kafka mq organizations config cloudtrail servicequotas'
).split(' ');

const GLOBAL_REGION = 'us-east-1';

function globalService(prefix: string): ServicePrefix {
  return {
    prefix,
    endpoints: [
      { name: `com.amazonaws.${prefix}`, types: ['Interface'], onlyRegion: GLOBAL_REGION },
    ],
  };
}

function withoutEndpoint(
  prefix: string,
  without: NonNullable<ServicePrefix['without']>,
): ServicePrefix {
  return { prefix, endpoints: [], without };
}

/** Bedrock has four APIs under one prefix (https://docs.aws.amazon.com/general/latest/gr/bedrock.html). */
const BEDROCK_AGENT_RUNTIME = actionsOf('bedrock', [
  'InvokeAgent',
  'InvokeInlineAgent',
  'InvokeFlow',
  '*FlowExecution*',
  'Retrieve',
  'RetrieveAndGenerate',
  'Rerank',
  'GenerateQuery',
  'OptimizePrompt',
]);

const BEDROCK_AGENT = actionsOf('bedrock', [
  '*Agent*',
  '*KnowledgeBase*',
  '*DataSource*',
  '*IngestionJob*',
  '*Flow*',
  'CreatePrompt',
  'CreatePromptVersion',
  'DeletePrompt',
  'GetPrompt',
  'ListPrompts',
  'UpdatePrompt',
]);

/** DescribeEndpoints finds the cell of either, and says nothing of which. */
const TIMESTREAM_INGEST = actionsOf('timestream', [
  'WriteRecords',
  '*Database*',
  '*Table*',
  '*BatchLoadTask*',
]);

const TIMESTREAM_QUERY = actionsOf('timestream', [
  'Select*',
  'PrepareQuery',
  'CancelQuery',
  '*ScheduledQuer*',
]);

function actionsOf(prefix: string, names: readonly string[]): readonly string[] {
  return names.map((name) => `${prefix}:${name}`);
}

/** Every prefix we know an answer for; actions of any other prefix are no need we can judge. */
export const SERVICE_PREFIXES: readonly ServicePrefix[] = [
  ...SAME_NAME.map((prefix) => row(prefix, service(prefix))),
  row('s3', service('s3', { types: ['Gateway', 'Interface'] })),
  row('s3express', service('s3express', { types: ['Gateway'] })),
  row(
    'dynamodb',
    service('dynamodb', { types: ['Gateway', 'Interface'] }),
    service('dynamodb-streams', {
      privateDns: false,
      actions: [
        'dynamodb:GetRecords',
        'dynamodb:GetShardIterator',
        'dynamodb:DescribeStream',
        'dynamodb:ListStreams',
      ],
    }),
  ),
  {
    prefix: 'lambda',
    endpoints: [service('lambda', { crossRegion: true })],
    internetActions: ['lambda:InvokeFunctionUrl'],
  },
  row('kms', service('kms', { crossRegion: true })),
  row(
    'states',
    service('states'),
    service('sync-states', { actions: ['states:StartSyncExecution'] }),
  ),
  row('cloudwatch', service('monitoring')),
  row('kinesis', service('kinesis-streams')),
  row('firehose', service('kinesis-firehose')),
  row('execute-api', service('execute-api', { capturesPublicNames: true })),
  row('ecr', service('ecr.api'), service('ecr.dkr')),
  row('memorydb', service('memory-db')),
  row(
    'bedrock',
    service('bedrock'),
    service('bedrock-agent-runtime', { actions: BEDROCK_AGENT_RUNTIME }),
    service('bedrock-runtime', {
      actions: [
        'bedrock:Invoke*',
        'bedrock:Converse*',
        'bedrock:ApplyGuardrail',
        'bedrock:CountTokens',
        'bedrock:*AsyncInvoke*',
      ],
    }),
    // The rows above come first: InvokeAgent is none of these.
    service('bedrock-agent', { actions: BEDROCK_AGENT }),
  ),
  row(
    'sagemaker',
    service('sagemaker.api'),
    service('sagemaker.runtime', { actions: ['sagemaker:InvokeEndpoint*'] }),
  ),
  row(
    'timestream',
    service('timestream.ingest-<cell>', { actions: TIMESTREAM_INGEST }),
    service('timestream.query-<cell>', { actions: TIMESTREAM_QUERY }),
  ),
  row('cognito-idp', service('cognito-idp', { unconfirmed: true })),
  row('cognito-identity', service('cognito-identity', { unconfirmed: true })),
  row('tag', service('tagging')),
  row(
    'appconfig',
    service('appconfig'),
    service('appconfigdata', {
      actions: ['appconfig:GetLatestConfiguration', 'appconfig:StartConfigurationSession'],
    }),
  ),
  row('s3files', { name: 'aws.api.<region>.s3files', types: ['Interface'] }),
  ...['iam', 'route53', 'cloudfront'].map(globalService),
  // Only email-smtp is listed, which the SES API does not use.
  withoutEndpoint('ses', 'internet'),
  ...['es', 'aoss'].map((prefix) => withoutEndpoint(prefix, 'service-managed')),
  ...['rds-db', 'kafka-cluster', 'neptune-db', 'dax'].map((prefix) =>
    withoutEndpoint(prefix, 'data-path'),
  ),
];

/** Actions that are signed for a host in the VPC although their prefix has an API as well. */
const DATA_PATH_ACTIONS = ['elasticache:Connect', 'memorydb:Connect'];

const BY_PREFIX: ReadonlyMap<string, ServicePrefix> = new Map(
  SERVICE_PREFIXES.map((entry) => [entry.prefix, entry]),
);

/** The table's row of a prefix, in any case; undefined for prefixes it does not list. */
export function servicePrefix(prefix: string): ServicePrefix | undefined {
  return BY_PREFIX.get(asciiLowerCase(prefix));
}

/** What an action, or all actions of a pattern, need in order to be reached. */
export type ActionRoute =
  | { readonly kind: 'endpoints'; readonly services: readonly EndpointService[] }
  | { readonly kind: NonNullable<ServicePrefix['without']> | 'unlisted' };

/**
 * Where the calls of an action pattern such as `bedrock:InvokeModel` or `dynamodb:Get*` go: the one
 * endpoint service that the action decides, else all that the pattern may reach.
 */
export function routeOfAction(pattern: string): ActionRoute {
  const entry = servicePrefix(pattern.slice(0, pattern.indexOf(':')));
  if (entry === undefined) return { kind: 'unlisted' };
  if (covered(DATA_PATH_ACTIONS, pattern)) return { kind: 'data-path' };
  if (covered(entry.internetActions ?? [], pattern)) return { kind: 'internet' };
  if (entry.without !== undefined) return { kind: entry.without };
  const decided = entry.endpoints.find(({ actions = [] }) => covered(actions, pattern));
  if (decided !== undefined) return { kind: 'endpoints', services: [decided] };
  const services = entry.endpoints.filter(
    ({ actions }) =>
      actions === undefined || actions.some((action) => actionPatternsOverlap(action, pattern)),
  );
  return { kind: 'endpoints', services };
}

function covered(actions: readonly string[], pattern: string): boolean {
  return actions.some((action) => actionPatternCovers(action, pattern));
}

/** An endpoint service's name in a Region: `com.amazonaws.us-east-1.lambda`. */
export function endpointServiceName({ name }: EndpointService, region: string): string {
  return name.replace('<region>', region);
}
