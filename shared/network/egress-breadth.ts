import type { SecurityGroup } from '../model/ec2.ts';
import { AddressSet } from './address-set.ts';
import { PortSet } from './port-set.ts';
import { securityGroupRulesOf } from './security-group-rules.ts';
import type { SecurityGroupRule } from './security-group-rules.ts';

/** How far a security group lets out, whatever is needed. */
export interface EgressBreadth {
  /** Rules that together let all TCP ports out to every address of a family. */
  readonly everything: readonly SecurityGroupRule[];
  /** Rules that together let only some ports out to every address of a family. */
  readonly somePorts: readonly SecurityGroupRule[];
}

/** Port 0 is reserved, so a rule for 1 to 65535 leaves nothing out. */
const ALL_PORTS = PortSet.range(1, 65_535);

/**
 * What the egress rules of a group open to `0.0.0.0/0` or `::/0`, in one rule or in parts such as
 * `0.0.0.0/1` and `128.0.0.0/1`. Rules that name a group or a prefix list are limited by what they name.
 */
export function egressBreadth(group: SecurityGroup): EgressBreadth {
  const rules = securityGroupRulesOf(group).egress.filter(
    ({ protocol }) => protocol === 'all' || protocol === 'tcp',
  );
  const [wide, narrow] = [true, false].map((isWide) =>
    rules.filter(({ ports }) => ports.contains(ALL_PORTS) === isWide),
  );
  return { everything: toAnywhere(wide ?? []), somePorts: toAnywhere(narrow ?? []) };
}

/** Those of the rules that cover a whole family, with rules for the same ports or alone. */
function toAnywhere(rules: readonly SecurityGroupRule[]): readonly SecurityGroupRule[] {
  return ([4, 6] as const).flatMap((family) => {
    const ofFamily = rules.filter((rule) => addressesOf(rule)?.family === family);
    return ofFamily.filter((rule) => {
      const samePorts = ofFamily.filter((one) => one.ports.contains(rule.ports));
      const reach = samePorts.reduce(
        (sum, one) => sum.union(addressesOf(one) ?? AddressSet.empty(family)),
        AddressSet.empty(family),
      );
      return reach.equals(AddressSet.all(family));
    });
  });
}

function addressesOf({ target }: SecurityGroupRule): AddressSet | undefined {
  return target.kind === 'addresses' ? target.addresses : undefined;
}
