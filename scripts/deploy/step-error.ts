/** A step of packaging or deploying that failed, for a reason that its message gives. */
export class StepError extends Error {
  override readonly name = 'StepError';
}
