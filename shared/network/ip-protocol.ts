/** A transport protocol whose ports a flow can ask about. */
export type FlowProtocol = 'tcp' | 'udp';

/** The protocol that a rule speaks of: `other` has no ports that matter here, such as ICMP. */
export type RuleProtocol = FlowProtocol | 'all' | 'other';

/** Whether a rule is about what leaves or what enters the interface or subnet. */
export type FlowDirection = 'egress' | 'ingress';

const PROTOCOLS: ReadonlyMap<string, RuleProtocol> = new Map([
  ['-1', 'all'],
  ['all', 'all'],
  ['6', 'tcp'],
  ['tcp', 'tcp'],
  ['17', 'udp'],
  ['udp', 'udp'],
]);

/**
 * The protocol of a security group or network ACL rule. Security groups answer names for TCP, UDP
 * and ICMP and numbers otherwise, network ACLs answer numbers; either is taken from both.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
 */
export function ruleProtocol(text: string): RuleProtocol {
  return PROTOCOLS.get(text.toLowerCase()) ?? 'other';
}

/** Whether a rule for `rule` speaks of the protocol. */
export function speaksOf(rule: RuleProtocol, protocol: FlowProtocol): boolean {
  return rule === 'all' || rule === protocol;
}
