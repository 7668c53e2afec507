/** How a day went, in a line: for calendars, which show many days. */
import { z } from 'zod';
import { STATES } from '../../model/state.ts';
import { cutTrack, joinTracks } from '../day/cut.ts';
import { boundsOf, type Day } from '../day/day.ts';
import { StateSchema } from '../day/workload-day.ts';
import { looksOf, measure } from './duration-range.ts';

const lasted = () =>
  z.object({ least: z.number(), most: z.number().optional(), times: z.number().optional() }).optional();

export const DayOutcomeSchema = z.object({
  worst: StateSchema.optional().describe('Absent when nothing was seen'),
  failing: lasted().describe('How long it failed on this day, in seconds; absent if it never did'),
  degraded: lasted(),
});
export type DayOutcome = z.infer<typeof DayOutcomeSchema>;

export function outcomeOf(day: Pick<Day, 'day' | 'known' | 'states' | 'snapshots'>): DayOutcome {
  const bounds = boundsOf(day.day);
  const track = cutTrack(joinTracks([{ day, track: day.states }]), bounds.from, bounds.to);
  const worst = STATES.find((state) => track.some((stretch) => stretch.state === state));
  const lasted = (wanted: 'failing' | 'degraded') =>
    measure(track, ({ state }) => state === wanted, looksOf([day]), bounds);
  const [failing, degraded] = [lasted('failing'), lasted('degraded')];
  return { ...(worst && { worst }), ...(failing && { failing }), ...(degraded && { degraded }) };
}
