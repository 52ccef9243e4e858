import { functionNetwork } from '../../model/function-network.ts';
import { functionVersions } from '../../model/function-versions.ts';
import { oncePerSnapshot } from '../../model/snapshot.ts';

/** How many network interfaces Lambda needs at least in one VPC, and for how many functions. */
export interface EniCombinations {
  /** Distinct pairs of a subnet and a set of security groups. */
  readonly pairs: ReadonlySet<string>;
  /** Unqualified ARNs. */
  readonly functionArns: ReadonlySet<string>;
}

/**
 * The combinations by VPC. Functions and versions with the same subnet and security groups share an
 * interface, and every published version keeps its combinations alive, whether or not it is in use
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html).
 */
export const eniCombinations = oncePerSnapshot((snapshot): ReadonlyMap<string, EniCombinations> => {
  const byVpc = new Map<string, { pairs: Set<string>; functionArns: Set<string> }>();
  for (const { functionArn, latest, published } of functionVersions(snapshot).values()) {
    for (const configuration of latest ? [latest, ...published] : published) {
      const network = functionNetwork(snapshot, configuration);
      if (network.source !== 'FUNCTION' || network.vpcId === undefined) continue;
      const { vpcId, subnetIds, securityGroupIds } = network;
      let found = byVpc.get(vpcId);
      if (found === undefined) {
        byVpc.set(vpcId, (found = { pairs: new Set(), functionArns: new Set() }));
      }
      found.functionArns.add(functionArn);
      if (!subnetIds.known || !securityGroupIds.known) continue;
      const groups = securityGroupIds.value.join(' ');
      for (const subnetId of subnetIds.value) found.pairs.add(`${subnetId} ${groups}`);
    }
  }
  return byVpc;
});
