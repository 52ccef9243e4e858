import * as z from 'zod/mini';
import type { ParameterSet } from '../define-control.ts';
import { parameter } from '../parameter.ts';
import { listOfIds, listOfTags } from './list-parameters.ts';

/**
 * Where functions may be, as the account's owners say it. Each set is owned by the control that detects;
 * the preventive policies say the same.
 */

/** Owned by function-vpc-attached. */
export const ATTACHMENT = {
  control: 'function-vpc-attached',
  schema: z.strictObject({
    required: parameter(
      z.boolean(),
      false,
      'whether functions must be attached to a VPC; a failure is then MEDIUM',
    ),
    exemptTag: parameter(
      z.nullable(z.string().check(z.regex(/^[^=]+=.*$/s, { error: 'expected key=value' }))),
      null,
      'key=value; functions with this tag need no VPC',
    ),
    exemptNamePatterns: parameter(
      z.array(z.string().check(z.minLength(1))),
      [],
      'names of functions that need no VPC; * stands for any characters',
    ),
  }),
} satisfies ParameterSet;

/** Owned by function-vpc-allowed. */
export const VPC_LISTS = {
  control: 'function-vpc-allowed',
  schema: z.strictObject({
    allowedVpcIds: listOfIds('vpc', 'VPCs that functions may use; empty allows all'),
    deniedVpcIds: listOfIds('vpc', 'VPCs that functions may not use'),
  }),
} satisfies ParameterSet;

/** Owned by function-subnet-allowed. */
export const SUBNET_LISTS = {
  control: 'function-subnet-allowed',
  schema: z.strictObject({
    allowedSubnetIds: listOfIds(
      'subnet',
      'subnets that functions may use; with the allowed tags empty too, all',
    ),
    deniedSubnetIds: listOfIds('subnet', 'subnets that functions may not use'),
    allowedSubnetTags: listOfTags('key=value; subnets with such a tag may be used'),
    deniedSubnetTags: listOfTags('key=value; subnets with such a tag may not be used'),
  }),
} satisfies ParameterSet;

/** Owned by function-security-group-allowed. */
export const SECURITY_GROUP_LISTS = {
  control: 'function-security-group-allowed',
  schema: z.strictObject({
    allowedSecurityGroupIds: listOfIds(
      'sg',
      'security groups that functions may use; with the allowed tags empty too, all',
    ),
    deniedSecurityGroupIds: listOfIds('sg', 'security groups that functions may not use'),
    allowedSecurityGroupTags: listOfTags('key=value; security groups with such a tag may be used'),
    deniedSecurityGroupTags: listOfTags(
      'key=value; security groups with such a tag may not be used',
    ),
  }),
} satisfies ParameterSet;
