import { splitFunctionArn } from '../../model/arn.ts';
import type { Item } from '../../model/collections.ts';
import { versionsOf } from '../../model/function-versions.ts';
import type { Pages } from './pages.ts';
import type { Reading } from './reading.ts';
import { idsOfRefused } from './refused-function.ts';

/**
 * The functions of a listing. One that is not as documented is left out and leaves the collection
 * incomplete, but the versions only of its own function, where its ARN can still be read.
 */
export function parseFunctions(reading: Reading, listed: Pages): readonly Item<'Functions'>[] {
  let mayLackAny = listed.gap !== undefined;
  const functions = reading.parse('Functions', listed.items, (problem, answer) => {
    const ids = idsOfRefused(answer);
    if (ids.length === 0) mayLackAny = true;
    reading.refuse('Functions', problem);
    for (const id of ids) reading.refuse('Functions', problem, id);
  });
  if (mayLackAny) leaveVersionGaps(reading, functions);
  return functions;
}

/** A listing that was cut short may lack versions of the functions it does hold. */
function leaveVersionGaps(reading: Reading, functions: readonly Item<'Functions'>[]): void {
  const gap = reading.gapOf('Functions');
  if (gap === undefined) return;
  const functionArns = new Set(
    functions.map((item) => splitFunctionArn(item.FunctionArn).functionArn),
  );
  for (const arn of functionArns) {
    reading.gap('Functions', { known: false, reason: gap.reason }, versionsOf(arn));
  }
}
