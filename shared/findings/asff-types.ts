import type { ControlFamily } from '../controls/define-control.ts';

const BEST_PRACTICES = 'Software and Configuration Checks/AWS Security Best Practices';
const REACHABILITY = `${BEST_PRACTICES}/Network Reachability`;

/**
 * The types of a finding, for Security Hub's filters and insights
 * (https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-type-taxonomy.html).
 *
 * @param family of the control; undefined for one that this version no longer has
 */
export function asffTypes(family: ControlFamily | undefined): string[] {
  switch (family) {
    case 'placement':
    case 'roles':
    case undefined:
      return [BEST_PRACTICES];
    case 'egress':
    case 'security-groups':
    case 'lambda-endpoint':
    case 'peering':
    case 'gateway-endpoints':
    case 'services':
      return [REACHABILITY];
  }
}
