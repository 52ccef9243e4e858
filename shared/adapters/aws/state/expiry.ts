import type { Clock } from '../../../ports/clock.ts';

/** Times of the attribute by which DynamoDB deletes items: whole seconds since 1970. */

const DAY_SECONDS = 86_400;

/** A reading that is older than a removal is written within minutes of it, or never. */
const TOMBSTONE_DAYS = 2;

/** Nothing older than the longest life of a message in a queue is still to be written. */
const CLAIM_DAYS = 30;

const CLOSED_DAYS = 180;

export function tombstoneExpiry(now: Clock): number {
  return daysAfter(now().getTime(), TOMBSTONE_DAYS);
}

export function claimExpiry(now: Clock): number {
  return daysAfter(now().getTime(), CLAIM_DAYS);
}

/** @param lastChange of a record in which nothing is open, excepted or to be told */
export function closedExpiry(lastChange: string): number {
  return daysAfter(Date.parse(lastChange), CLOSED_DAYS);
}

/** @param until when the first audit of the series is due */
export function settlingExpiry(until: string): number {
  return daysAfter(Date.parse(until), 1);
}

/** A sweep that is under way for so long has failed. */
export function noteExpiry(now: Clock): number {
  return daysAfter(now().getTime(), 2);
}

function daysAfter(milliseconds: number, days: number): number {
  return Math.ceil(milliseconds / 1_000) + days * DAY_SECONDS;
}
