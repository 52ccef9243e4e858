/**
 * Three-valued logic (Kleene's). A policy question is `unknown` when the answer depends on something
 * that was not read; it stays `yes` or `no` when the known parts decide it whatever the rest is.
 */
export type Truth = 'yes' | 'no' | 'unknown';

/** `yes` when all are `yes`, `no` as soon as one is `no`; `yes` for none. */
export function and(truths: Iterable<Truth>): Truth {
  let result: Truth = 'yes';
  for (const truth of truths) {
    if (truth === 'no') return 'no';
    if (truth === 'unknown') result = 'unknown';
  }
  return result;
}

/** `no` when all are `no`, `yes` as soon as one is `yes`; `no` for none. */
export function or(truths: Iterable<Truth>): Truth {
  let result: Truth = 'no';
  for (const truth of truths) {
    if (truth === 'yes') return 'yes';
    if (truth === 'unknown') result = 'unknown';
  }
  return result;
}

/** Swaps `yes` and `no`. */
export function not(truth: Truth): Truth {
  if (truth === 'unknown') return truth;
  return truth === 'yes' ? 'no' : 'yes';
}

/** A boolean as a truth. */
export function truthOf(value: boolean): Truth {
  return value ? 'yes' : 'no';
}
