/** How containers end, in words. */
import { spellDuration } from '../english.ts';
import { secondsBetween } from '../human-duration.ts';
import { formatEnding } from '../pods/ending.ts';

/** What is known about one end, and how often the container has restarted. */
export interface End {
  reason?: string;
  exitCode?: number;
  signal?: number;
  restarts: number;
  at?: string;
}

/** `OOMKilled, exit 137, 14 restarts, the last 2 minutes before`. */
export function describeEnd(end: End, now: string): string {
  const { restarts, at } = end;
  const ago = secondsBetween(at, now);
  const when = ago === undefined ? undefined : `${spellDuration(Math.max(0, ago))} before`;
  const parts = [
    formatEnding(end),
    restarts > 0 ? `${restarts} ${restarts === 1 ? 'restart' : 'restarts'}` : undefined,
    restarts > 1 && when ? `the last ${when}` : when,
  ];
  return parts.filter(Boolean).join(', ') || 'ended';
}

/** The same without its age, which only holds for that snapshot. */
export const withoutAge = (text: string): string =>
  text.replace(
    /, (the last )?(\d+ [a-z]+|\w+) before(?=:|,|$)| for \d+ (second|minute|hour|day)s?(?=,|$)/,
    '',
  );

/** Joins several ends: the first tells how, the newest when, and the restarts are added. */
export function sumEnds(ends: readonly End[]): End | undefined {
  const [first] = ends;
  if (!first) return undefined;
  let at = first.at;
  for (const end of ends) {
    if (Date.parse(end.at ?? '') > (Date.parse(at ?? '') || 0)) at = end.at;
  }
  return { ...first, at, restarts: ends.reduce((sum, { restarts }) => sum + restarts, 0) };
}
