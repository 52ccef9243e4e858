/** The lists of the placement controls, tags already resolved to ids. Empty: no opinion. */
export interface PlacementLists {
  /** Every function must be in a VPC. */
  readonly required: boolean;
  /** Function names, with `*` and `?`, that need not be in one. */
  readonly exemptNamePatterns: readonly string[];
  readonly allowedVpcIds: readonly string[];
  readonly deniedVpcIds: readonly string[];
  readonly allowedSubnetIds: readonly string[];
  readonly deniedSubnetIds: readonly string[];
  readonly allowedSecurityGroupIds: readonly string[];
  readonly deniedSecurityGroupIds: readonly string[];
}

export type ConditionBlock = Readonly<
  Record<string, Readonly<Record<string, string | readonly string[]>>>
>;

/** A statement as JSON.stringify prints it. */
export interface PolicyStatementJson {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: readonly string[];
  readonly Condition?: ConditionBlock;
}

export interface PolicyJson {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatementJson[];
}

export interface PreventivePolicies {
  /** None where the lists say nothing, more than one where they do not fit into one. */
  readonly documents: readonly PolicyJson[];
  /** What this form cannot say, and what to know when attaching it; for people, not for the file. */
  readonly notes: readonly string[];
  /** Lists that cannot be written at all: the documents then do not say everything. */
  readonly problems: readonly string[];
}

/** The functions that an exempt name pattern means, in any partition, Region and account. */
export function exemptFunctionArn(namePattern: string): string {
  return `arn:*:lambda:*:*:function:${namePattern}`;
}
