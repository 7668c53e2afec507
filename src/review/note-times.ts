/** Times in an author's text: `14:05`, `14:05:30`, `2026-11-20T14:05+01:00`. Pure. */
import type { ReviewWindow } from './window.ts';
import { dayAfter, fromLocal, localDay, parseClock } from './zone.ts';

/** A time as the author wrote it. */
export interface WrittenTime {
  text: string;
  day?: string;
  clock: string;
  /** `Z`, `UTC` or `+01:00`; absent: the time zone of the review. */
  offset?: string;
}

const TIME =
  /(?<![\w:./+-])(?:(\d{4}-\d\d-\d\d)[T ])?(\d{1,2}:\d\d(?::\d\d)?)(?: ?(UTC|Z)\b|([+-]\d\d:\d\d))?(?!\w|[:.]\d)/g;

/** All texts that look like times, with their positions. */
export const findTimes = (text: string): { index: number; told: WrittenTime }[] =>
  [...text.matchAll(TIME)].map((match) => {
    const [whole, day, clock = '', utc, offset] = match;
    const zone = utc ?? offset;
    return {
      index: match.index,
      told: { text: whole, ...(day && { day }), clock, ...(zone && { offset: zone }) },
    };
  });

/**
 * The moment that the author means: without a day, the first in the window.
 * @returns undefined for an impossible time, or a time outside of the window
 */
export function readTold(
  { day, clock, offset }: WrittenTime,
  { from, to, zone }: ReviewWindow,
): number | undefined {
  const time = parseClock(clock);
  if (!time) return undefined;
  const own = offset === undefined ? zone : offset === 'Z' || offset === 'UTC' ? 'UTC' : offset;
  if (day !== undefined && Number.isNaN(Date.parse(day))) return undefined;
  const first = day ?? localDay(from, own);
  const last = day ?? localDay(to, own);
  for (let one = first; one <= last; one = dayAfter(one)) {
    const at = fromLocal(one, time, own);
    if (at >= from && at <= to) return at;
  }
  return undefined;
}
