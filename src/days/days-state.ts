/** How far the Days of a cluster are folded. */
import { z } from 'zod';
import { DayOutcomeSchema } from '../history/period/day-outcome.ts';
import { DAY_FORMAT, FOLD_VERSION } from '../history/day/day.ts';
import { readDaysState, writeDaysState } from '../snapshots/days.ts';
import { ManifestSnapshotSchema } from '../snapshots/schema.ts';
import { parseSealed, seal } from '../snapshots/seal.ts';
import type { Shelf } from '../snapshots/shelf.ts';

const StateSchema = z.object({
  format: z.literal(DAY_FORMAT),
  fold: z.literal(FOLD_VERSION),
  cursor: z
    .object({ offset: z.number().int(), digest: z.string() })
    .describe('How far the manifest was read'),
  days: z.array(z.string()).describe('All Days, in order, so that a missing file is noticed'),
  versions: z
    .record(z.string(), z.string())
    .default({})
    .describe('Version by day: differs whenever the Day does. Pages with another version are printed anew'),
  outcomes: z.record(z.string(), DayOutcomeSchema).default({}).describe('How each day went, for calendars'),
  damaged: z
    .array(ManifestSnapshotSchema.pick({ number: true, file: true, digest: true, base: true }))
    .describe('Snapshots that could not be read; every update tries again'),
});
export type DaysState = z.infer<typeof StateSchema>;

/** Undefined if there is no state, it is damaged, or an older Gazette wrote it: then all Days are checked. */
export async function readFoldState(days: Shelf, cluster: string): Promise<DaysState | undefined> {
  return parseSealed(await readDaysState(days), StateSchema, placeOf(cluster));
}

export const writeFoldState = (days: Shelf, cluster: string, state: Omit<DaysState, 'format' | 'fold'>) =>
  writeDaysState(days, seal({ format: DAY_FORMAT, fold: FOLD_VERSION, ...state }, placeOf(cluster)));

const placeOf = (cluster: string) => `Days of ${cluster}`;
