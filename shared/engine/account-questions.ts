import { parametersOf } from '../controls/define-control.ts';
import { GUARDRAIL } from '../controls/placement/guardrail-policies.ts';
import { DEPLOYERS } from '../controls/roles/deployers.ts';
import type { Configuration } from './configuration.ts';

/** What the configuration asks to be read of a live account beside what is always read. */
export interface AccountQuestions {
  /** ARNs of roles and users whose policies are to be read. */
  readonly principalArns: readonly string[];
  /** Whether the service control policies above the account are to be read. */
  readonly serviceControlPolicies: boolean;
}

export function accountQuestions(configuration: Configuration): AccountQuestions {
  return {
    principalArns: parametersOf(DEPLOYERS, configuration).deployerArns,
    serviceControlPolicies: parametersOf(GUARDRAIL, configuration).expected,
  };
}
