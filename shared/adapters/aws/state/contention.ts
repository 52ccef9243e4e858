import { setTimeout as sleep } from 'node:timers/promises';

/** Waits of together about four seconds: what still collides then is left to the message's redelivery. */
const ATTEMPTS = 10;
const FIRST_WAIT_MILLISECONDS = 15;
const LONGEST_WAIT_MILLISECONDS = 800;

/**
 * Tries until there is a result, waiting longer each time and by chance, so that two who got into each
 * other's way do not meet again.
 *
 * @param attempt answers undefined where it should be tried again
 * @throws Error where it never came to a result; names `what`
 */
export async function untilSettled<T>(
  what: string,
  attempt: () => Promise<T | undefined>,
): Promise<T> {
  for (let tried = 0; tried < ATTEMPTS; tried += 1) {
    if (tried > 0) await sleep(waitMilliseconds(tried));
    const result = await attempt();
    if (result !== undefined) return result;
  }
  throw new Error(`${what}: still contended after ${ATTEMPTS} attempts`);
}

function waitMilliseconds(tried: number): number {
  const longest = Math.min(LONGEST_WAIT_MILLISECONDS, FIRST_WAIT_MILLISECONDS * 2 ** tried);
  return longest * (0.5 + Math.random() / 2);
}
