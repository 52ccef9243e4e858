import type { Transition } from '../findings/stored-finding.ts';

/** What became of transitions that were to be told on one channel. */
export interface Published {
  /** Ids of transitions that were told, or that the channel will never take and that count as told. */
  readonly told: readonly string[];
  /** Those that were not, and may be tried again. */
  readonly failed: readonly { readonly transitionId: string; readonly reason: string }[];
}

/**
 * Tells transitions on one channel. Never rejects for a failure of the service: what failed is in the
 * answer. A channel decides itself which transitions it tells (alerts: opened and resolved at or above
 * the severity); the others count as told.
 */
export interface Publisher {
  publish(transitions: readonly Transition[]): Promise<Published>;
}
