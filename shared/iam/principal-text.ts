import type { PrincipalList } from './policy-model.ts';

/** A Principal or NotPrincipal element in words: `AWS arn:…, Service lambda.amazonaws.com`. */
export function principalText(list: PrincipalList): string {
  const { negated, everyone, aws, service, federated, canonicalUser } = list;
  const kinds = [
    ['AWS', aws],
    ['Service', service],
    ['Federated', federated],
    ['CanonicalUser', canonicalUser],
  ] as const;
  const named = kinds
    .filter(([, values]) => values.length > 0)
    .map(([kind, values]) => `${kind} ${values.join(', ')}`);
  const text = everyone ? '"*"' : named.join(', ');
  return negated ? `NotPrincipal ${text}` : text;
}
