/**
 * What is audited as one. A VPC is the unit of work: whatever changed in it, one reading serves all its
 * functions and endpoints, and all of them are judged.
 */
export type AuditUnit =
  | { readonly kind: 'vpc'; readonly region: string; readonly vpcId: string }
  /** One function outside any VPC; `functionArn` is unqualified. */
  | { readonly kind: 'function'; readonly region: string; readonly functionArn: string }
  /** What is said of the account and of its principals, judged with the home region's facts. */
  | { readonly kind: 'account'; readonly region: string };

/** A unit's name in the state table and in logs: `vpc/eu-west-1/vpc-1`, `function/<arn>`, `account`. */
export function unitKey(unit: AuditUnit): string {
  switch (unit.kind) {
    case 'vpc':
      return `vpc/${unit.region}/${unit.vpcId}`;
    case 'function':
      return `function/${unit.functionArn}`;
    case 'account':
      return 'account';
  }
}
