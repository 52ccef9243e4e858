import { lintPolicyText } from './guardrail-lint.ts';
import type { LintFinding } from './guardrail-lint.ts';
import { parsePolicyDocument } from './policy-document.ts';

/** "The maximum size of an endpoint policy is 20,480 characters, including white space." */
export const ENDPOINT_POLICY_CHARACTERS = 20_480;

/**
 * Lints the text of a VPC endpoint policy: that it is one, with a principal in every statement, allows
 * something and is not too long (https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html).
 */
export function lintEndpointPolicy(text: string): readonly LintFinding[] {
  const parse = parsePolicyDocument(text, 'resource');
  const allows = parse.ok && parse.document.statements.some(({ effect }) => effect === 'Allow');
  const { length } = text;
  return [
    ...lintPolicyText(text, 'resource', { required: false }),
    ...(parse.ok && !allows
      ? [finding('no statement has Effect Allow, so it denies everything')]
      : []),
    ...(length > ENDPOINT_POLICY_CHARACTERS
      ? [finding(`has ${length} characters where AWS takes ${ENDPOINT_POLICY_CHARACTERS}`)]
      : []),
  ];
}

function finding(message: string): LintFinding {
  return { rule: 'L5', severity: 'error', message };
}
