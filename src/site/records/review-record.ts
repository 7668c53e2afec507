/** `-/reviews/<id>.json` beside the page of an incident review, for lists of reviews and feeds. */
import { z } from 'zod';
import { unix } from '../../history/day/unix.ts';
import { SituationSchema } from '../../history/trail/situation.ts';
import { StateSchema } from '../../history/day/workload-day.ts';
import { InstantSchema } from '../../snapshots/schema.ts';

export const ReviewRecordSchema = z.object({
  id: z.string().describe('Names the page: prod-2026-11-20T1300Z-1430Z'),
  cluster: z.string(),
  from: unix(),
  to: unix().describe('End of the window, not included'),
  title: z.string(),
  lead: z.string().describe('One sentence'),
  story: z
    .object({ instant: InstantSchema, situation: SituationSchema })
    .optional()
    .describe('Of its worst moment; absent in older records, and where nothing could be read'),
  worst: StateSchema.optional().describe('Of the cluster within the window; absent where nothing was seen'),
  written: InstantSchema.describe('When the review was asked for last, ISO 8601'),
  incomplete: z.boolean().describe('Something of the window was not seen'),
  definition: z.string().describe('Digest of what was asked for: another one is printed anew'),
  evidence: z
    .array(z.object({ number: z.number().int(), digest: z.string() }))
    .describe('Snapshots that it was printed from: where a purge wrote one anew, so is the page'),
});
export type ReviewRecord = z.infer<typeof ReviewRecordSchema>;

export const REVIEWS = '-/reviews';

/** `-/reviews/<id>.html`, from the site's root. */
export const reviewFile = (id: string, extension: 'html' | 'json' | 'md' | 'csv' | 'png' = 'html') =>
  `${REVIEWS}/${id}.${extension}`;

/** The page that lists them all. */
export const REVIEWS_FILE = reviewFile('index');
