/** How a day went, in a line: for calendars, which show many days. */
import { z } from 'zod';
import type { State } from '../../model/report.ts';
import { STATES } from '../../model/state.ts';
import { cutTrack, joinTracks } from '../day/cut.ts';
import { boundsOf, knownUntil, type Day } from '../day/day.ts';
import { SECONDS_A_DAY } from '../day/unix.ts';
import { StateSchema } from '../day/workload-day.ts';
import { looksOf, measure } from './duration-range.ts';

const lasted = () =>
  z.object({ least: z.number(), most: z.number().optional(), times: z.number().optional() }).optional();

export const DayOutcomeSchema = z.object({
  worst: StateSchema.optional().describe('Absent when nothing was seen'),
  failing: lasted().describe('How long it failed on this day, in seconds; absent if it never did'),
  degraded: lasted(),
  held: z
    .object({ state: StateSchema, until: z.number() })
    .optional()
    .describe('If its last snapshot counts for longer than the next day: its state, and until when'),
});
export type DayOutcome = z.infer<typeof DayOutcomeSchema>;

/** @param before the last Day before it; undefined if there is none */
export function outcomeOf(
  before: Pick<Day, 'snapshots'> | undefined,
  day: Pick<Day, 'day' | 'known' | 'states' | 'snapshots'>,
): DayOutcome {
  const bounds = boundsOf(day.day);
  const track = cutTrack(joinTracks([{ day, track: day.states }]), bounds.from, bounds.to);
  const worst = STATES.find((state) => track.some((stretch) => stretch.state === state));
  const looks = looksOf(before, [day]);
  const lasted = (wanted: 'failing' | 'degraded') =>
    measure(track, ({ state }) => state === wanted, looks, bounds);
  const [failing, degraded] = [lasted('failing'), lasted('degraded')];
  const held = heldOf(day, bounds.to + SECONDS_A_DAY);
  return {
    ...(worst && { worst }),
    ...(failing && { failing }),
    ...(degraded && { degraded }),
    ...(held && { held }),
  };
}

/** Where snapshots are rare on purpose, whole days pass without one. */
function heldOf({ states, snapshots }: Pick<Day, 'states' | 'snapshots'>, least: number): DayOutcome['held'] {
  const { at, interval } = snapshots.at(-1) ?? {};
  const state = states.at(-1)?.state;
  if (at === undefined || interval === undefined || !isState(state)) return undefined;
  const until = knownUntil({ at, interval });
  return until < least ? undefined : { state, until };
}

const isState = (state: string | undefined): state is State => STATES.some((one) => one === state);
