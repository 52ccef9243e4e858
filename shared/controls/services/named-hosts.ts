import { mapFact, unknown } from '../../model/fact.ts';
import type { Fact, Unknown } from '../../model/fact.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { FunctionNeeds, HostNeed } from '../../needs/need.ts';
import { forward } from '../../network/forwarding.ts';
import { hostCidr } from '../../network/internet-egress.ts';
import { resourceNamed, resourcesAt } from '../../network/private-resources.ts';
import type { PrivateResource } from '../../network/private-resource.ts';
import type { FlowSource } from '../../network/flow.ts';
import type { FunctionTarget } from '../target.ts';

/** What of a function's needs is a database, a cache, a data warehouse or a private address. */
export interface NamedHosts {
  readonly hosts: readonly HostNeed[];
  /** Names whose resource the control plane does not tell. */
  readonly opaque: readonly HostNeed[];
}

/** The hosts that the function names. */
export function namedHosts({ needs }: FunctionNeeds): NamedHosts {
  const all = needs.filter((need) => need.kind === 'host');
  return {
    hosts: all.filter((need) => need.form !== 'private-name'),
    opaque: all.filter((need) => need.form === 'private-name'),
  };
}

/** Endings of variables that hold a host; of `DB_SECRET_ARN` nobody knows what the secret is. */
const HOST_VARIABLE =
  /(?:^|_)(?:host(?:name)?|endpoint|addr(?:ess)?|server|ur[il]|dsn|database|db|cache|redis)s?$/i;

/** Variables whose host stands in a parameter or secret, which is not read. */
export function referencedHosts({ configuration }: FunctionTarget): readonly Unknown[] {
  return (configuration.Environment?.References ?? [])
    .filter(({ Variable, Arn }) => isStoredValue(Arn) && HOST_VARIABLE.test(Variable))
    .map(({ Variable, Arn }) =>
      unknown({ kind: 'opaque', detail: `${Variable} names ${Arn}, whose value is not read` }),
    );
}

function isStoredValue(arn: string | undefined): boolean {
  return arn !== undefined && /^arn:[a-z-]+:(?:ssm|secretsmanager):/.test(arn);
}

/**
 * The resource behind a host that a function names. Several VPCs may use one private address: the one
 * that the subnet's route leads to is meant, and where no route leads anywhere the only one there is.
 *
 * @param source absent for a function that is not attached
 */
export function resourceOfHost(
  snapshot: Snapshot,
  { host }: HostNeed,
  source?: FlowSource,
): Fact<PrivateResource | undefined> {
  const address = hostCidr(host);
  if (address === undefined) return resourceNamed(snapshot, host);
  const path = source && forward(snapshot, source, address);
  const vpcId = path?.disposition === 'REACHED' ? path.vpcId : undefined;
  return mapFact(resourcesAt(snapshot, host), (resources) =>
    vpcId === undefined
      ? resources.length === 1
        ? resources[0]
        : undefined
      : resources.find((one) => one.vpcId.known && one.vpcId.value === vpcId),
  );
}
