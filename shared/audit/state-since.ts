import type { FunctionConfiguration } from '../model/lambda.ts';
import type { InventoriedFunction } from '../ports/function-inventory.ts';

/**
 * The function with a note in each version since when it is in the state that it passes through. Lambda
 * does not date the return of a function that had been idle; who saw it before can tell.
 *
 * @param before what the inventory held of it
 */
export function withStateSince(
  after: InventoriedFunction,
  before: InventoriedFunction | undefined,
): InventoriedFunction {
  const { Functions } = after.part.collections;
  if (Functions === undefined || !Functions.some(isPassing)) return after;
  const earlier = new Map(
    (before?.part.collections.Functions ?? []).map((one) => [one.FunctionArn, one]),
  );
  const noted = Functions.map((one) =>
    isPassing(one) ? withSince(one, earlier.get(one.FunctionArn), after.capturedAt) : one,
  );
  const collections = { ...after.part.collections, Functions: noted };
  return { ...after, part: { ...after.part, collections } };
}

function withSince(
  after: FunctionConfiguration,
  before: FunctionConfiguration | undefined,
  capturedAt: string,
): FunctionConfiguration {
  const isSame = before?.State === after.State && before?.StateReasonCode === after.StateReasonCode;
  return { ...after, StateSeenSince: (isSame ? before?.StateSeenSince : undefined) ?? capturedAt };
}

function isPassing({ State }: FunctionConfiguration): boolean {
  return State === 'Pending';
}
