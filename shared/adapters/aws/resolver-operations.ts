import { partition } from '@aws-sdk/core/client';
import { AwsJson1_1Protocol, AwsRestJsonProtocol } from '@aws-sdk/core/protocols';
import { EFSClient } from '@aws-sdk/client-efs';
import type { EFSClientConfig } from '@aws-sdk/client-efs';
import { Command } from '@smithy/core/client';
import { getEndpointPlugin } from '@smithy/core/endpoints';
import type {
  $MemberSchema,
  $SchemaRef,
  EndpointParameterInstructions,
  StaticOperationSchema,
  StaticStructureSchema,
} from '@smithy/types';

/**
 * The four calls of Route 53 Resolver and Route 53 Profiles, told to the SDK as it tells itself its own:
 * an SDK client takes another service's name, protocol and operations and keeps credentials, signing,
 * retries and transport. Their packages were not to be had in a release that fits the others; with them
 * this file goes away (docs/decisions/resolver-operations-without-their-packages.md).
 */

const STRING = 0;
const NUMBER = 1;
/** Any JSON: the collection's schema checks it. */
const DOCUMENT = 15;

interface Service {
  /** Host name, signing name and, in lower case, the SDK's id of the service. */
  readonly name: string;
  readonly serviceId: string;
  readonly protocol: NonNullable<EFSClientConfig['protocol']>;
  readonly version: string;
}

const RESOLVER: Service = {
  name: 'route53resolver',
  serviceId: 'Route53Resolver',
  protocol: AwsJson1_1Protocol,
  version: '2018-04-01',
};

const PROFILES: Service = {
  name: 'route53profiles',
  serviceId: 'Route53Profiles',
  protocol: AwsRestJsonProtocol,
  version: '2018-05-10',
};

/** A client of Route 53 Resolver, whatever its class is called. */
export function resolverClient(region: string, configuration: EFSClientConfig): EFSClient {
  return clientOf(RESOLVER, region, configuration);
}

/** A client of Route 53 Profiles, whatever its class is called. */
export function profilesClient(region: string, configuration: EFSClientConfig): EFSClient {
  return clientOf(PROFILES, region, configuration);
}

function clientOf(service: Service, region: string, configuration: EFSClientConfig): EFSClient {
  const { name, serviceId, protocol, version } = service;
  const url = `https://${name}.${region}.${partition(region).dnsSuffix}`;
  return new EFSClient({
    ...configuration,
    serviceId,
    apiVersion: version,
    protocol,
    protocolSettings: {
      defaultNamespace: `com.amazonaws.${name}`,
      version,
      serviceTarget: serviceId,
    },
    // The endpoint says for which service and region a request is signed.
    endpointProvider: ({ Endpoint }) => ({
      url: new URL(Endpoint ?? url),
      properties: {
        authSchemes: [{ name: 'sigv4', signingName: name, signingRegion: region, properties: {} }],
      },
    }),
  });
}

type Members = Readonly<Record<string, $SchemaRef | $MemberSchema>>;

/** What an operation's request and answer hold, and where it is asked. */
interface Shape {
  readonly http: readonly [method: 'GET' | 'POST', path: string];
  readonly input: Members;
  readonly output: Members;
}

/** What is asked, by the names of the input's members. */
type Request = Readonly<Record<string, string | number | undefined>>;

interface WithInstructions {
  readonly getEndpointParameterInstructions: () => EndpointParameterInstructions;
}

interface Answer {
  readonly $metadata: object;
}

/** Makes commands of an operation from what it is asked. */
function commandOf<O extends Answer>(
  { name: service, serviceId }: Service,
  name: string,
  { http, input, output }: Shape,
) {
  const structure = (suffix: string, members: Members): StaticStructureSchema => [
    3,
    `com.amazonaws.${service}`,
    `${name}${suffix}`,
    0,
    Object.keys(members),
    Object.values(members),
  ];
  const schema: StaticOperationSchema = [
    9,
    `com.amazonaws.${service}`,
    name,
    { http: [...http, 200] },
    () => structure('Request', input),
    () => structure('Response', output),
  ];
  const CommandClass = Command.classBuilder<object, O, EFSClient['config'], object, Answer>()
    .ep({ Endpoint: { type: 'builtInParams', name: 'endpoint' } })
    .m((Built: WithInstructions, _stack, config: EFSClient['config']) => [
      getEndpointPlugin(config, Built.getEndpointParameterInstructions()),
    ])
    .s(serviceId, name)
    .n(`${serviceId}Client`, `${name}Command`)
    .sc(schema)
    .build();
  return (input: Request) => new CommandClass(input);
}

const TOKEN_IN_QUERY: $MemberSchema = [STRING, { httpQuery: 'nextToken' }];
const SIZE_IN_QUERY: $MemberSchema = [NUMBER, { httpQuery: 'maxResults' }];

export const listResolverRuleAssociations = commandOf<
  Answer & { NextToken?: string; ResolverRuleAssociations?: readonly unknown[] }
>(RESOLVER, 'ListResolverRuleAssociations', {
  http: ['POST', '/'],
  input: { NextToken: STRING, MaxResults: NUMBER },
  output: { NextToken: STRING, ResolverRuleAssociations: DOCUMENT },
});

export const getResolverRule = commandOf<Answer & { ResolverRule?: unknown }>(
  RESOLVER,
  'GetResolverRule',
  {
    http: ['POST', '/'],
    input: { ResolverRuleId: STRING },
    output: { ResolverRule: DOCUMENT },
  },
);

export const listProfileAssociations = commandOf<
  Answer & { NextToken?: string; ProfileAssociations?: readonly unknown[] }
>(PROFILES, 'ListProfileAssociations', {
  http: ['GET', '/profileassociations'],
  input: { NextToken: TOKEN_IN_QUERY, MaxResults: SIZE_IN_QUERY },
  output: { NextToken: STRING, ProfileAssociations: DOCUMENT },
});

export const listProfileResourceAssociations = commandOf<
  Answer & { NextToken?: string; ProfileResourceAssociations?: readonly unknown[] }
>(PROFILES, 'ListProfileResourceAssociations', {
  http: ['GET', '/profileresourceassociations/profileid/{ProfileId}'],
  input: {
    ProfileId: [STRING, { httpLabel: 1 }],
    NextToken: TOKEN_IN_QUERY,
    MaxResults: SIZE_IN_QUERY,
  },
  output: { NextToken: STRING, ProfileResourceAssociations: DOCUMENT },
});
