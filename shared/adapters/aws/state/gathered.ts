import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Gathers what is asked for in the same turn of the event loop, and has it done together: hundreds of
 * records in a few requests, while each caller sees only its own.
 *
 * @param work answers by what was asked
 */
export function gathered<Q extends object, A>(
  work: (asked: readonly Q[]) => Promise<ReadonlyMap<Q, A>>,
): (asked: Q) => Promise<A> {
  let waiting: Q[] = [];
  let answers: Promise<ReadonlyMap<Q, A>> | undefined;
  return async (asked) => {
    waiting.push(asked);
    answers ??= nextTurn().then(async () => {
      const all = waiting;
      waiting = [];
      answers = undefined;
      return work(all);
    });
    const answer = (await answers).get(asked);
    if (answer === undefined) throw new Error('what was asked together was not all answered');
    return answer;
  };
}
