import type { Judging } from '../audit-command.ts';
import type { AccountClients } from '../emulated-account.ts';
import { createDefaultLambdaEndpoint } from '../topologies/default-lambda-endpoint.ts';
import { createPublicLimitedZone } from '../topologies/public-limited-zone.ts';
import { createReferenceDesign } from '../topologies/reference-design.ts';
import {
  createHubWithZone,
  createUnattachedBesideVpc,
  DEFAULT_ENDPOINT_CHANGES,
  HUB_CHANGES,
  PUBLIC_ZONE_CHANGES,
  UNATTACHED_CHANGES,
} from './other-changes.ts';
import type { RecordedCall } from './recorded-call.ts';
import { REFERENCE_DESIGN_CHANGES } from './reference-design-changes.ts';
import type { SingleChange } from './single-change.ts';

/** A change of a topology that was created. */
export interface PossibleChange {
  readonly make: () => Promise<readonly RecordedCall[]>;
  readonly undo: () => Promise<readonly RecordedCall[]>;
}

export interface ChangedTopology {
  readonly name: string;
  readonly changes: readonly Omit<SingleChange<never>, 'make' | 'undo'>[];
  /** Creates the topology; answers what it is judged with, and its changes by their names. */
  readonly create: (account: AccountClients) => Promise<CreatedTopology>;
}

export interface CreatedTopology {
  readonly judging: Judging;
  readonly changes: ReadonlyMap<string, PossibleChange>;
}

function changed<Topology extends object>(
  name: string,
  createTopology: (account: AccountClients) => Promise<Topology & Judging>,
  changes: readonly SingleChange<Topology>[],
): ChangedTopology {
  return {
    name,
    changes,
    create: async (account) => {
      const topology = await createTopology(account);
      const possible = changes.map((one): [string, PossibleChange] => [
        one.name,
        {
          make: () => one.make(account, topology),
          undo: () => one.undo(account, topology),
        },
      ]);
      return { judging: topology, changes: new Map(possible) };
    },
  };
}

/** The catalogue's table of single changes, by the topology from which they start. */
export const CHANGED_TOPOLOGIES: readonly ChangedTopology[] = [
  changed('T05', createReferenceDesign, REFERENCE_DESIGN_CHANGES),
  changed('T06', createDefaultLambdaEndpoint, DEFAULT_ENDPOINT_CHANGES),
  changed('T10', createHubWithZone, HUB_CHANGES),
  changed('T04', createPublicLimitedZone, PUBLIC_ZONE_CHANGES),
  changed('T03', createUnattachedBesideVpc, UNATTACHED_CHANGES),
];
