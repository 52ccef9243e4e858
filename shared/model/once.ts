/** What `once` keeps answers in: a Map, or a WeakMap where the question is an object. */
interface Answers<Q, A> {
  get(question: Q): A | undefined;
  set(question: Q, answer: A): unknown;
}

/**
 * The answer to a question, worked out the first time it is asked. The question must name everything
 * that the answer depends on beside what `answers` itself belongs to (a snapshot, as a rule).
 */
export function once<Q, A extends {}>(answers: Answers<Q, A>, question: Q, compute: () => A): A {
  const cached = answers.get(question);
  if (cached !== undefined) return cached;
  const answer = compute();
  answers.set(question, answer);
  return answer;
}
