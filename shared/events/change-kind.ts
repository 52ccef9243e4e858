/** What the rows of the change catalogue are made of. */

/**
 * The kinds of change that can flip a verdict. Controls name the kinds that concern them, and the
 * deployed event patterns follow from the kinds that some control names.
 */
export const CHANGE_KINDS = [
  'function',
  'function-version',
  'function-code',
  'function-event-source',
  'capacity-provider',
  'subnet',
  'route',
  'nat-gateway',
  'internet-gateway',
  'block-public-access',
  'encryption-control',
  'security-group',
  'network-acl',
  'prefix-list',
  'vpc-endpoint',
  'vpc-attribute',
  'vpc',
  'peering',
  'transit-gateway',
  'instance',
  'role',
  'organization-policy',
  'hosted-zone',
  'route53-profile',
  'resolver-rule',
  'database',
  'file-system',
  'resource-share',
] as const;

export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** What a change reaches, seen from the resources its event names. */
export type FanOut =
  /** The function itself. */
  | 'function'
  /** Functions that run on the capacity provider. */
  | 'functions-of-capacity-provider'
  /** Functions attached to the subnet. */
  | 'functions-of-subnet'
  /**
   * Functions on subnets of the table, explicit or by the main table; functions whose NAT gateway sits
   * in such a subnet; endpoint subnets of peers.
   */
  | 'functions-of-route-table'
  /** Functions routed to the NAT gateway. */
  | 'functions-of-nat-gateway'
  /** Functions, endpoints and databases with the group, and the consumers of those. */
  | 'users-of-security-group'
  /** Functions on, or with destinations in, the subnets of the ACL. */
  | 'functions-of-network-acl'
  /** Route tables and security groups that name the list. */
  | 'users-of-prefix-list'
  /** Route tables that target the instance or network interface. */
  | 'routes-to-interface'
  /** Everything in the VPC. */
  | 'vpc'
  /** Everything in the VPC and in those peered with it. */
  | 'vpc-and-peers'
  /** Both sides of a peering, as far as they are in this account. */
  | 'peered-vpcs'
  /** Every VPC of the region. */
  | 'region'
  /** Functions with the role. */
  | 'functions-of-role'
  /** Functions with a role that the managed policy is attached to. */
  | 'functions-of-managed-policy'
  /** Every function of the organisation's accounts. */
  | 'organization'
  /** VPCs associated with the hosted zone, profile or resolver rule. */
  | 'associated-vpcs'
  /** Functions that name the database or file system. */
  | 'functions-naming-resource'
  /** Subnets that are shared, or no longer shared, with this account. */
  | 'shared-subnets';

/** A row of the catalogue: the calls of one service that make one kind of change with one fan-out. */
export interface ChangeRow {
  readonly kind: ChangeKind;
  /** CloudTrail's `eventSource`, such as `ec2.amazonaws.com`. */
  readonly eventSource: string;
  readonly fanOut: FanOut;
  /** Event names that match as they are. */
  readonly exact?: readonly string[];
  /** Event names that match as they are or with an API version behind: `CreateFunction20150331`. */
  readonly dated?: readonly string[];
  /** Beginnings of event names. */
  readonly prefix?: readonly string[];
}
