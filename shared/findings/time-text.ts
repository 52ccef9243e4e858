/** `2026-11-20 11:52:40 UTC`; a text that is no time stays as it is. */
export function timeText(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** From one time to another in whole seconds, at least 0; undefined where one of them is none. */
export function secondsBetween(from: string, to: string): number | undefined {
  const seconds = Math.round((Date.parse(to) - Date.parse(from)) / 1_000);
  return Number.isNaN(seconds) ? undefined : Math.max(seconds, 0);
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `45 s`, `12 min`, `3 h 5 min`, `9 days`: as exact as people need it. */
export function durationText(seconds: number): string {
  if (seconds < MINUTE) return `${seconds} s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min`;
  if (seconds < 2 * DAY) {
    const minutes = Math.floor((seconds % HOUR) / MINUTE);
    return `${Math.floor(seconds / HOUR)} h${minutes === 0 ? '' : ` ${minutes} min`}`;
  }
  return `${Math.floor(seconds / DAY)} days`;
}
