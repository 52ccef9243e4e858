import type { Item } from '../model/collections.ts';

/**
 * - `due`: still to be done.
 * - `done`: it was done, and what follows it was sent: the message came twice.
 * - `superseded`: another sweep has begun since.
 */
export type StepStatus = 'due' | 'done' | 'superseded';

/** What a sweep remembers between its steps, beside what its messages carry. */
export interface SweepState {
  /**
   * Begins a sweep, unless another one is under way: begun or reported after `aliveSince` and not
   * finished. Answers whether it began; a sweep that has begun may begin again.
   */
  begin(sweepId: string, now: string, aliveSince: string): Promise<boolean>;
  /** How it stands with a step; steps of a sweep are numbered from 1. */
  step(sweepId: string, step: number): Promise<StepStatus>;
  /** Notes that a step was done and what follows it was sent. */
  done(sweepId: string, step: number, now: string): Promise<void>;
  finish(sweepId: string, now: string): Promise<void>;
  /**
   * Keeps event source mappings until the sweep comes to their functions. A mapping that is noted twice
   * is kept once.
   */
  noteMappings(sweepId: string, mappings: readonly Item<'EventSourceMappings'>[]): Promise<void>;
  /** The noted mappings of the functions, unqualified. */
  mappingsOf(
    sweepId: string,
    functionArns: readonly string[],
  ): Promise<readonly Item<'EventSourceMappings'>[]>;
}
