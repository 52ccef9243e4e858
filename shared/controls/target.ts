import type { AttachedNetwork, FunctionNetwork } from '../model/function-network.ts';
import type { FunctionVersions } from '../model/function-versions.ts';
import type { FunctionConfiguration } from '../model/lambda.ts';
import type { SecurityGroup, VpcEndpoint } from '../model/ec2.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { VerdictResource } from './verdict.ts';

/** What a control evaluates: one resource, with what the engine already worked out about it. */
export type Target =
  | FunctionTarget
  | VpcTarget
  | EndpointTarget
  | SecurityGroupTarget
  | AccountTarget
  | PrincipalTarget;

export type TargetKind = Target['kind'];

export type TargetOf<K extends TargetKind> = Extract<Target, { readonly kind: K }>;

/** A function that is attached to a VPC. */
export type AttachedFunctionTarget = FunctionTarget & { readonly network: AttachedNetwork };

interface TargetBase {
  readonly resource: VerdictResource;
  readonly vpcId?: string;
}

/** `$LATEST`, or a published version in use whose network, role or environment differs from it. */
export interface FunctionTarget extends TargetBase {
  readonly kind: 'function';
  readonly configuration: FunctionConfiguration;
  readonly network: FunctionNetwork;
  /** All versions of the same function. */
  readonly versions: FunctionVersions;
}

/** A VPC with the functions (and versions in use) that live in it. */
export interface VpcTarget extends TargetBase {
  readonly kind: 'vpc';
  readonly vpcId: string;
  readonly functions: readonly FunctionTarget[];
}

/** A function with the snapshot that holds it: what it needs is in the answers of its own account. */
export interface LocatedFunction {
  readonly snapshot: Snapshot;
  readonly target: FunctionTarget;
}

/** A VPC endpoint of any type. */
export interface EndpointTarget extends TargetBase {
  readonly kind: 'vpc-endpoint';
  readonly endpoint: VpcEndpoint;
  /** The functions of the endpoint's VPC. */
  readonly functions: readonly FunctionTarget[];
  /** All functions that were read, of the neighbours too: those of other VPCs may use the endpoint. */
  readonly everyFunction: readonly LocatedFunction[];
}

/** A security group that at least one function uses. */
export interface SecurityGroupTarget extends TargetBase {
  readonly kind: 'security-group';
  readonly group: SecurityGroup;
  /** The functions that use the group. */
  readonly functions: readonly FunctionTarget[];
}

export interface AccountTarget extends TargetBase {
  readonly kind: 'account';
}

/** An IAM role or user that the configuration names. */
export interface PrincipalTarget extends TargetBase {
  readonly kind: 'principal';
  readonly arn: string;
}

/** Narrows a function to one that is attached to a VPC, by its own settings or its capacity provider's. */
export function isAttached(target: FunctionTarget): target is AttachedFunctionTarget {
  return target.network.source !== 'NONE';
}
