/** How a day went, in a line: for calendars, which show many days. */
import { z } from 'zod';
import type { State } from '../../model/report.ts';
import { STATES } from '../../model/state.ts';
import { cutTrack, joinTracks } from './cut.ts';
import { boundsOf, type Day } from './day.ts';
import { StateSchema } from './workload-day.ts';

const seconds = () => z.number().int();

export const DayOutcomeSchema = z.object({
  worst: StateSchema.optional().describe('Absent when nothing was seen'),
  failing: seconds(),
  degraded: seconds(),
  seen: seconds().describe('Of the day, in any state but unknown'),
});
export type DayOutcome = z.infer<typeof DayOutcomeSchema>;

export function outcomeOf(day: Pick<Day, 'day' | 'known' | 'states'>): DayOutcome {
  const { from, to } = boundsOf(day.day);
  const sums: Record<State, number> = { failing: 0, degraded: 0, healthy: 0, unknown: 0 };
  for (const part of cutTrack(joinTracks([{ day, track: day.states }]), from, to))
    sums[part.state] += part.to - part.from;
  const worst = STATES.find((state) => sums[state] > 0);
  const { failing, degraded, healthy } = sums;
  return { ...(worst && { worst }), failing, degraded, seen: failing + degraded + healthy };
}
