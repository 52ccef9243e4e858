import * as z from 'zod';
import type { ParameterSet } from '../define-control.ts';

const PRINCIPAL = /^arn:[^:]+:iam::\d{12}:(?:role|user)\/\S+$/;

/** Owned by deployer-describe-permissions; the engine judges the principals that it names. */
export const DEPLOYERS = {
  control: 'deployer-describe-permissions',
  schema: z.strictObject({
    deployerArns: z
      .array(
        z.string().regex(PRINCIPAL, {
          error: 'expected the ARN of an IAM role or user, as arn:aws:iam::<account>:role/<name>',
        }),
      )
      .default([])
      .describe('roles and users that deploy functions with VPC settings'),
  }),
} satisfies ParameterSet;
