import * as z from 'zod/mini';
import type { ParameterSet } from '../define-control.ts';
import { parameter } from '../parameter.ts';

const PRINCIPAL = /^arn:[^:]+:iam::\d{12}:(?:role|user)\/\S+$/;

/** Owned by deployer-describe-permissions; the engine judges the principals that it names. */
export const DEPLOYERS = {
  control: 'deployer-describe-permissions',
  schema: z.strictObject({
    deployerArns: parameter(
      z.array(
        z.string().check(
          z.regex(PRINCIPAL, {
            error: 'expected the ARN of an IAM role or user, as arn:aws:iam::<account>:role/<name>',
          }),
        ),
      ),
      [],
      'roles and users that deploy functions with VPC settings',
    ),
  }),
} satisfies ParameterSet;
