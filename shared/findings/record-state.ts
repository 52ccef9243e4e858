import { isLater } from '../model/instant.ts';
import type { Channel, ResourceFindings, StoredFinding, Transition } from './stored-finding.ts';

/** Whether an audit of the unit has to look at the record even where it judges its resource no more. */
export function isLive(record: ResourceFindings): boolean {
  if (record.pending.length > 0) return true;
  return Object.values(record.findings).some(
    ({ state }) => state === 'OPEN' || state === 'EXCEPTED',
  );
}

/** When anything in the record last changed; undefined where it holds no finding. */
export function lastChange(record: ResourceFindings): string | undefined {
  return Object.values(record.findings)
    .map(({ updatedAt }) => updatedAt)
    .reduce<string | undefined>(
      (last, time) => (last === undefined || isLater(time, last) ? time : last),
      undefined,
    );
}

/**
 * The record once transitions were told on a channel: the channel is taken off them, and those told on
 * all channels are forgotten. Its version stays: whoever stores it counts.
 *
 * @param importedAt when they were told: noted in their findings for the channel `securityhub`
 * @returns undefined where none of them still had to be told on the channel
 */
export function withTold(
  record: ResourceFindings,
  transitionIds: readonly string[],
  channel: Channel,
  importedAt: string,
): ResourceFindings | undefined {
  const ids = new Set(transitionIds);
  const told = record.pending.filter(
    ({ id, unpublished }) => ids.has(id) && unpublished.includes(channel),
  );
  if (told.length === 0) return undefined;
  const pending = record.pending
    .map((one) => (told.includes(one) ? without(one, channel) : one))
    .filter(({ unpublished }) => unpublished.length > 0);
  if (channel !== 'securityhub') return { ...record, pending };
  const imported = new Set(told.map(({ verdict }) => verdict.control));
  const findings = Object.fromEntries(
    Object.entries(record.findings).map(([control, finding]) => [
      control,
      imported.has(control) ? withImport(finding, importedAt) : finding,
    ]),
  );
  return { ...record, findings, pending };
}

function without(transition: Transition, channel: Channel): Transition {
  const unpublished = transition.unpublished.filter((one) => one !== channel);
  return { ...transition, unpublished };
}

/** A publication that was slow to be noted does not turn the time back. */
function withImport(finding: StoredFinding, importedAt: string): StoredFinding {
  const earlier = finding.importedAt;
  return earlier !== undefined && isLater(earlier, importedAt)
    ? finding
    : { ...finding, importedAt };
}
