/** `-/digests/2026-11-21.json` beside the page of a digest, for lists of digests and feeds. */
import { z } from 'zod';
import { unix } from '../../history/day/unix.ts';
import { StateSchema } from '../../history/day/workload-day.ts';

export const DigestRecordSchema = z.object({
  day: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/)
    .describe('Day in the time zone, 2026-11-21'),
  timeZone: z.string().describe('IANA name, Europe/Amsterdam'),
  from: unix(),
  to: unix().describe('End of the day, not included'),
  lead: z.string().describe('One sentence on all clusters'),
  quiet: z.boolean().describe('Nothing happened that anybody has to know'),
  clusters: z
    .array(
      z.object({
        name: z.string(),
        state: StateSchema.optional().describe('At the end of the day; absent where there was no data'),
        lead: z.string().describe('One sentence'),
        quiet: z.boolean(),
      }),
    )
    .describe('In the order of the page'),
});
export type DigestRecord = z.infer<typeof DigestRecordSchema>;

export const DIGESTS = '-/digests';

/** `-/digests/2026-11-21.html`, from the site's root. */
export const digestFile = (day: string, extension: 'html' | 'json' | 'png' = 'html') =>
  `${DIGESTS}/${day}.${extension}`;
