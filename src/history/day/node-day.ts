import { z } from 'zod';
import { stretch } from './track.ts';
import { unix } from './unix.ts';

export const BeatSchema = z.object({
  ...stretch,
  beat: z
    .enum(['beating', 'cordoned', 'late', 'not-ready', 'lost', 'gone'])
    .describe(
      'cordoned: beats, closed to new pods; late: silent, not yet given up; not-ready: says itself that it is not; ' +
        'lost: silent and given up; gone: deleted',
    ),
});
export type Beat = z.infer<typeof BeatSchema>;

/** What a day's snapshots say of the nodes of one name. */
export const NodeDaySchema = z.object({
  name: z.string(),
  uid: z.string(),
  beats: z.array(BeatSchema),
  recreated: z.array(unix()).optional().describe('When another node of the same name was there'),
});
export type NodeDay = z.infer<typeof NodeDaySchema>;
