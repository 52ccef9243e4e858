import type { Topology } from './topology.ts';
import { changed, itemsOf } from './changed.ts';
import { role } from './roles.ts';
import { item } from './snapshot.ts';

type Loose = Readonly<Record<string, unknown>>;

/** The topology with other fields on every function, and published versions as they are. */
export function withFunction(start: Topology, fields: Loose): Topology {
  const Functions = itemsOf(start, 'Functions').map((one) =>
    item('Functions', { ...one, ...fields }),
  );
  return { ...start, given: changed(start, { Functions }) };
}

/** The topology with another role behind the functions, allowed these actions. */
export function withActions(start: Topology, actions: readonly string[]): Topology {
  return { ...start, given: changed(start, { RoleDetailList: [role(actions)] }) };
}

/** A function outside every VPC, with this environment, beside the answers of a topology. */
export function detached(start: Topology, variables: Readonly<Record<string, string>>): Topology {
  return withFunction(start, {
    VpcConfig: { VpcId: '', SubnetIds: [], SecurityGroupIds: [] },
    Environment: { Variables: variables },
  });
}
