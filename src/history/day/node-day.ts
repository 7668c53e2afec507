import { z } from 'zod';
import { nodeName } from '../../snapshots/kinds/fields.ts';
import { BEATS, beatNames } from './beats.ts';
import { stretch } from './track.ts';
import { unix } from './unix.ts';

export const BeatSchema = z.object({
  ...stretch,
  between: z
    .literal(true)
    .optional()
    .describe('No snapshot showed it: the Ready condition says when it was over, and nobody when it began'),
  beat: z.enum(beatNames).describe(beatNames.map((beat) => `${beat}: ${BEATS[beat].text}`).join('; ')),
});
export type Beat = z.infer<typeof BeatSchema>;

/** What a day's snapshots say about the nodes of one name. */
export const NodeDaySchema = z.object({
  name: nodeName('Of the node'),
  uid: z.string(),
  beats: z.array(BeatSchema),
  joined: z.array(unix()).optional().describe('When it came: it was not there before'),
  recreated: z.array(unix()).optional().describe('When another node of the same name was there'),
});
export type NodeDay = z.infer<typeof NodeDaySchema>;
