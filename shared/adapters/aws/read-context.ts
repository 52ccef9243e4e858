import type { AccountScope } from '../../ports/account-reader.ts';
import type { CallerIdentity } from './caller-identity.ts';
import type { AwsClients } from './clients.ts';
import type { PartClients } from './part-clients.ts';
import type { Progress } from './progress.ts';
import type { Reading } from './reading.ts';

/** What every part of a reading works with. */
export interface ReadContext<Clients = AwsClients> {
  readonly region: string;
  readonly scope: AccountScope;
  readonly identity: CallerIdentity;
  readonly clients: Clients;
  readonly reading: Reading;
  readonly progress: Progress;
  /** Runs a call when one of the places for calls in flight is free. Never nest it. */
  readonly inFlight: Places;
  /** The same for calls of Lambda's control plane. */
  readonly lambdaInFlight: Places;
}

type Places = <T>(call: () => Promise<T>) => Promise<T>;

/** One part of a reading: adds collections, gaps and ids that do not exist. */
export type ReadStep = (context: ReadContext) => Promise<void>;

/** What a part of a reading works with that needs nothing but VPCs, functions or roles. */
export type PartContext = ReadContext<PartClients>;

/** Such a part. */
export type PartStep = (context: PartContext) => Promise<void>;
