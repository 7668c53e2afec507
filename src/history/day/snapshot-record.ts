import { z } from 'zod';
import { MarkSchema } from '../../snapshots/schema.ts';
import { FiguresSchema } from './figures.ts';
import { unix } from './unix.ts';

/** A snapshot of the Day, at its place in the cluster's order: the coverage, and what was folded. */
export const SnapshotRecordSchema = z.object({
  number: z.number().int(),
  at: unix().describe('When it stands; another time than it says where its clock cannot be believed'),
  says: unix().optional().describe('Its own time, where that is not believed'),
  digest: z.string().describe('First 16 hexadecimal digits of the sha256 of its file'),
  interval: z
    .number()
    .int()
    .optional()
    .describe('Seconds that were expected to the next; absent when not read'),
  figures: FiguresSchema.optional().describe('What charts draw; absent when not read'),
  marks: z.array(MarkSchema).optional().describe('What is odd about its time'),
  unseen: z
    .array(z.object({ kind: z.string(), state: z.string(), error: z.string().optional() }))
    .optional()
    .describe('Kinds that were not, or not wholly, seen; absent when everything was'),
  damaged: z.string().optional().describe('Why it could not be read: nothing of it is in the Day'),
  gone: z
    .enum(['retention', 'purge'])
    .optional()
    .describe('It was deleted before it was folded: nothing of it is in the Day'),
  leftOut: z
    .literal(true)
    .optional()
    .describe('It came when others of the Day were deleted already: nothing of it is in the Day'),
});
export type SnapshotRecord = z.infer<typeof SnapshotRecordSchema>;

/** The time in which events may have come and gone between two snapshots. */
export const EventGapSchema = z.object({
  from: unix(),
  to: unix(),
  why: z
    .enum(['interval', 'partial', 'early'])
    .describe(
      'interval: for certain, the snapshots are further apart than events live. Perhaps: partial, the log was seen of ' +
        'some namespaces; early, events were gone before their time, so that they may live shorter than the config says',
    ),
});
export type EventGap = z.infer<typeof EventGapSchema>;
