/**
 * Whether a resource answers connections, from the status that its service gives it. A status that is
 * not listed serves: most of the many states of an RDS instance do
 * (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html).
 */

/** `changing`: it will answer or not in a while; ask again. */
export type ServingState = 'serving' | 'not-serving' | 'changing';

const NOT_SERVING = new Set([
  'stopped',
  'stopping',
  'failed',
  'create-failed',
  'deleting',
  'deleted',
  'final-snapshot',
  'restore-error',
  'restore-failed',
  'paused',
  'pausing',
  'hardware-failure',
  'suspended',
]);

const NOT_SERVING_PREFIX = /^(?:inaccessible|incompatible)-/;

const CHANGING = new Set([
  'creating',
  'starting',
  'rebooting',
  'rebooting cluster nodes',
  'resuming',
  'suspending',
  'reactivating',
]);

/** @param status as AWS answers it, in any case: serverless caches write theirs in capitals */
export function servingState(status: string): ServingState {
  const lower = status.toLowerCase();
  if (NOT_SERVING.has(lower) || NOT_SERVING_PREFIX.test(lower)) return 'not-serving';
  return CHANGING.has(lower) ? 'changing' : 'serving';
}
