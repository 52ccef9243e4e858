import { hasTime, reportUnread, unreadReason } from './sweep-phase.ts';
import type { SweepPhase } from './sweep-phase.ts';

/**
 * Lists the event source mappings of a region once, a hundred a page: to ask for those of each function
 * would be a call for each. They wait in the state until their functions come.
 */
export const sweepMappings: SweepPhase<'mappings'> = async (work, run) => {
  const { listing, state, clock } = run.with;
  const { sweepId } = run.step;
  const asOf = work.asOf ?? clock().toISOString();
  let { marker } = work;
  do {
    const { part, next } = await listing.eventSourceMappings(run.region, marker);
    const unread = unreadReason(part, 'EventSourceMappings');
    if (unread !== undefined) {
      reportUnread(unread, run);
      return { work: { phase: 'functions', asOf, unreadMappings: unread } };
    }
    await state.sweeps.noteMappings(sweepId, part.collections.EventSourceMappings ?? []);
    marker = next;
    if (marker !== undefined && !hasTime(run)) return { work: { phase: 'mappings', asOf, marker } };
  } while (marker !== undefined);
  return { work: { phase: 'functions', asOf } };
};
