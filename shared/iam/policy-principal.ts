import { nodeKindText } from './json-node.ts';
import type { JsonNode } from './json-node.ts';
import { typographicQuoteIn } from './json-problem.ts';
import type { PrincipalList } from './policy-model.ts';
import { stringList } from './statement-place.ts';
import type { StatementPlace } from './statement-place.ts';

const PRINCIPAL_KEYS = ['AWS', 'Service', 'Federated', 'CanonicalUser'] as const;
type PrincipalKey = (typeof PRINCIPAL_KEYS)[number];

/** Account id, ARN, unique id of a deleted or renamed identity (AIDA…, AROA…), or everyone. */
const AWS_PRINCIPAL = /^(?:\*|\d{12}|arn:[^:]+:[a-z-]+:.*|A[A-Z0-9]{15,127})$/;

/**
 * The Principal or NotPrincipal element
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html).
 */
export function parsePrincipals(
  node: JsonNode,
  negated: boolean,
  place: StatementPlace,
): PrincipalList | undefined {
  const element = negated ? 'NotPrincipal' : 'Principal';
  const report = (at: number, message: string): undefined => {
    place.errors.add(at, message, element, place.statement);
    return undefined;
  };
  const nobody = {
    negated,
    everyone: false,
    aws: [],
    service: [],
    federated: [],
    canonicalUser: [],
  };
  if (node.kind === 'text') {
    if (node.text === '*') return { ...nobody, everyone: true };
    const wrong = typographicQuoteIn(node.text) ?? `"${node.text.slice(0, 100)}" has no type`;
    return report(node.at, `${wrong}; write "*" or {"AWS": …}, {"Service": …}`);
  }
  if (node.kind !== 'object') {
    return report(
      node.at,
      `must be "*" or an object such as {"AWS": …}, not ${nodeKindText(node)}`,
    );
  }
  place.errors.repeatedKeys(node, element, place.statement);
  const named = new Map<PrincipalKey, readonly string[]>();
  for (const { key, at, value } of node.members) {
    const known = PRINCIPAL_KEYS.find((name) => name === key);
    if (known === undefined) {
      report(
        at,
        `"${key.slice(0, 100)}" is no principal type; known are ${PRINCIPAL_KEYS.join(', ')}`,
      );
      continue;
    }
    named.set(
      known,
      stringList(value, element, place, (text) => wrongPrincipal(known, text)),
    );
  }
  return {
    ...nobody,
    aws: named.get('AWS') ?? [],
    service: named.get('Service') ?? [],
    federated: named.get('Federated') ?? [],
    canonicalUser: named.get('CanonicalUser') ?? [],
  };
}

function wrongPrincipal(key: PrincipalKey, text: string): string | undefined {
  const quote = typographicQuoteIn(text);
  if (quote !== undefined) return quote;
  if (text === '*') return undefined;
  if (/[*?]/.test(text)) {
    return `"${text.slice(0, 100)}" has a wildcard; a principal is named in full, or "*" for everyone (with a condition on aws:PrincipalArn)`;
  }
  if (key !== 'AWS' || AWS_PRINCIPAL.test(text)) return undefined;
  return `"${text.slice(0, 100)}" is no principal: write a 12-digit account id, the ARN of a user, role or session, or "*"`;
}
