import { parseArn } from '../model/arn.ts';

/** Resources that events name, and how their ids are recognised. */

/** EC2's id prefixes, with those of file systems. */
const TYPE_OF_PREFIX = {
  vpc: 'vpc',
  'vpc-cidr-assoc': 'vpc-cidr-association',
  subnet: 'subnet',
  'subnet-cidr-assoc': 'subnet-cidr-association',
  scr: 'subnet-cidr-reservation',
  dopt: 'dhcp-options',
  rtb: 'route-table',
  rtbassoc: 'route-table-association',
  rs: 'route-server',
  nat: 'nat-gateway',
  igw: 'internet-gateway',
  eigw: 'egress-only-internet-gateway',
  vgw: 'vpn-gateway',
  cagw: 'carrier-gateway',
  lgw: 'local-gateway',
  eipalloc: 'elastic-ip-allocation',
  eipassoc: 'elastic-ip-association',
  sg: 'security-group',
  sgr: 'security-group-rule',
  acl: 'network-acl',
  aclassoc: 'network-acl-association',
  pl: 'prefix-list',
  vpce: 'vpc-endpoint',
  'vpce-svc': 'vpc-endpoint-service',
  pcx: 'vpc-peering-connection',
  tgw: 'transit-gateway',
  'tgw-attach': 'transit-gateway-attachment',
  'tgw-rtb': 'transit-gateway-route-table',
  eni: 'network-interface',
  'eni-attach': 'network-interface-attachment',
  i: 'instance',
  ami: 'image',
  lt: 'launch-template',
  fl: 'flow-log',
  fs: 'file-system',
  fsmt: 'mount-target',
} as const;

/** Resources whose ids have no prefix of their own: only the field says what they are. */
export type NamedByField =
  | 'function'
  | 'event-source-mapping'
  | 'capacity-provider'
  | 'role'
  | 'policy'
  | 'organization-policy'
  | 'organization-target'
  | 'hosted-zone'
  | 'route53-profile'
  | 'resolver-rule'
  | 'db-instance'
  | 'db-cluster'
  | 'db-proxy'
  | 'replication-group'
  | 'cache-cluster'
  | 'serverless-cache'
  | 'redshift-cluster'
  | 'resource-share'
  | 'block-public-access-exclusion'
  | 'encryption-control'
  | 'public-ip';

export type ResourceType = (typeof TYPE_OF_PREFIX)[keyof typeof TYPE_OF_PREFIX] | NamedByField;

/**
 * A resource that an event names. Ids are EC2's ids; ARNs for what AWS names by ARN; names where only
 * a name is known (a role's path, a hidden account) or where the API has no other id (databases).
 */
export interface NamedResource {
  readonly type: ResourceType;
  readonly id: string;
}

const TYPES: ReadonlyMap<string, ResourceType> = new Map(Object.entries(TYPE_OF_PREFIX));

/** Eight hexadecimal digits in old ids, seventeen in today's; lengths between are seen where masked. */
const ID_SHAPE = /^([a-z]+(?:-[a-z]+)*)-[0-9a-f]{8,17}$/;
const LONGEST_ID = 64;
const LONGEST_ARN = 2048;

/** The resource behind an id that tells its type by its prefix, or behind the ARN of such a resource. */
export function resourceOfIdShape(text: string): NamedResource | undefined {
  if (text.startsWith('arn:')) return resourceOfArn(text);
  const prefix = text.length <= LONGEST_ID ? ID_SHAPE.exec(text)?.[1] : undefined;
  const type = prefix === undefined ? undefined : TYPES.get(prefix);
  return type === undefined ? undefined : { type, id: text };
}

function resourceOfArn(text: string): NamedResource | undefined {
  const arn = text.length <= LONGEST_ARN ? parseArn(text) : undefined;
  if (arn?.service !== 'ec2' && arn?.service !== 'elasticfilesystem') return undefined;
  const id = arn.resource.slice(arn.resource.lastIndexOf('/') + 1);
  return id.startsWith('arn:') ? undefined : resourceOfIdShape(id);
}
