import * as z from 'zod';
import type { ParameterSet } from '../define-control.ts';
import { listOfIds, listOfTags } from './list-parameters.ts';

/**
 * Where functions may be, as the account's owners say it. Each set is owned by the control that detects;
 * the preventive policies say the same.
 */

/** Owned by function-vpc-attached. */
export const ATTACHMENT = {
  control: 'function-vpc-attached',
  schema: z.strictObject({
    required: z
      .boolean()
      .default(false)
      .describe('whether functions must be attached to a VPC; a failure is then MEDIUM'),
    exemptTag: z
      .string()
      .regex(/^[^=]+=.*$/s, { error: 'expected key=value' })
      .nullable()
      .default(null)
      .describe('key=value; functions with this tag need no VPC'),
    exemptNamePatterns: z
      .array(z.string().min(1))
      .default([])
      .describe('names of functions that need no VPC; * stands for any characters'),
  }),
} satisfies ParameterSet;

/** Owned by function-vpc-allowed. */
export const VPC_LISTS = {
  control: 'function-vpc-allowed',
  schema: z.strictObject({
    allowedVpcIds: listOfIds('vpc').describe('VPCs that functions may use; empty allows all'),
    deniedVpcIds: listOfIds('vpc').describe('VPCs that functions may not use'),
  }),
} satisfies ParameterSet;

/** Owned by function-subnet-allowed. */
export const SUBNET_LISTS = {
  control: 'function-subnet-allowed',
  schema: z.strictObject({
    allowedSubnetIds: listOfIds('subnet').describe(
      'subnets that functions may use; with the allowed tags empty too, all',
    ),
    deniedSubnetIds: listOfIds('subnet').describe('subnets that functions may not use'),
    allowedSubnetTags: listOfTags().describe('key=value; subnets with such a tag may be used'),
    deniedSubnetTags: listOfTags().describe('key=value; subnets with such a tag may not be used'),
  }),
} satisfies ParameterSet;

/** Owned by function-security-group-allowed. */
export const SECURITY_GROUP_LISTS = {
  control: 'function-security-group-allowed',
  schema: z.strictObject({
    allowedSecurityGroupIds: listOfIds('sg').describe(
      'security groups that functions may use; with the allowed tags empty too, all',
    ),
    deniedSecurityGroupIds: listOfIds('sg').describe('security groups that functions may not use'),
    allowedSecurityGroupTags: listOfTags().describe(
      'key=value; security groups with such a tag may be used',
    ),
    deniedSecurityGroupTags: listOfTags().describe(
      'key=value; security groups with such a tag may not be used',
    ),
  }),
} satisfies ParameterSet;
