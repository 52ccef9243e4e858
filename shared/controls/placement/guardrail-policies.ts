import * as z from 'zod/mini';
import type { NamedPolicy } from '../../iam/evaluate.ts';
import { lintGuardrail, lintPolicyText } from '../../iam/guardrail-lint.ts';
import type { LintFinding, LintOptions } from '../../iam/guardrail-lint.ts';
import { namedPolicy } from '../../iam/named-policy.ts';
import { placementIdentityPolicies } from '../../iam/placement-policies.ts';
import {
  isManagementAccount,
  namedServiceControlPolicy,
  serviceControlPolicies,
} from '../../iam/service-control-policies.ts';
import { unknown } from '../../model/fact.ts';
import type { Unknown } from '../../model/fact.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { ControlConfiguration, ParameterSet } from '../define-control.ts';
import { parameter } from '../parameter.ts';

/** Owned by vpc-guardrail-present. Whoever reads the configuration from a file reads these files too. */
export const GUARDRAIL = {
  control: 'vpc-guardrail-present',
  schema: z.strictObject({
    expected: parameter(
      z.boolean(),
      false,
      'whether a preventive policy is to enforce the lists of the placement controls',
    ),
    policyFiles: parameter(
      z.array(z.string().check(z.minLength(1))),
      [],
      'files with preventive policies, for accounts that may not read those of their organization; paths are relative to the configuration file',
    ),
  }),
} satisfies ParameterSet;

/** The policies that may be the guardrail, and what is wrong with them and with others like them. */
export interface GuardrailPolicies {
  /** What can deny: service control policies and the given files. */
  readonly preventing: readonly NamedPolicy[];
  readonly defects: readonly { readonly policy: string; readonly finding: LintFinding }[];
  /** Why some policies are not known. */
  readonly unread: readonly Unknown[];
  readonly isManagementAccount: boolean;
}

/**
 * Collects the policies that the account's functions are deployed under. Identity policies are linted
 * and do not count as a guardrail: they bind only those who carry them.
 */
export function guardrailPolicies(
  snapshot: Snapshot,
  { documents }: ControlConfiguration,
  policyFiles: readonly string[],
  options: LintOptions,
): GuardrailPolicies {
  const preventing: NamedPolicy[] = [];
  const defects: { policy: string; finding: LintFinding }[] = [];
  const unread: Unknown[] = [];
  const lint = (policy: string, findings: readonly LintFinding[]) => {
    defects.push(...findings.map((finding) => ({ policy, finding })));
  };
  for (const file of policyFiles) {
    const text = documents?.get(file);
    if (text === undefined) {
      unread.push(unknown({ kind: 'opaque', detail: `the policy file ${file} was not read` }));
      continue;
    }
    preventing.push(namedPolicy(file, text, 'scp'));
    lint(file, lintPolicyText(text, 'scp', options));
  }
  const organization = serviceControlPolicies(snapshot);
  if (!organization.known) unread.push(organization);
  for (const policy of organization.known ? organization.value : []) {
    const named = namedServiceControlPolicy(policy);
    preventing.push(named);
    lint(named.name, lintPolicyText(policy.Content, 'scp', options));
  }
  for (const policy of placementIdentityPolicies(snapshot)) {
    if ('document' in policy) lint(policy.name, lintGuardrail(policy.document, options));
  }
  return {
    preventing,
    defects,
    unread,
    isManagementAccount: isManagementAccount(snapshot, snapshot.seen('ServiceControlPolicies')),
  };
}
