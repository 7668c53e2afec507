/** `edition.json` beside the pages of an edition, for lists of editions. */
import { z } from 'zod';
import { SituationSchema } from '../../history/trail/situation.ts';
import { SummarySchema } from '../../model/summary.ts';
import { ClusterNameSchema, InstantSchema } from '../../snapshots/schema.ts';

export const EditionRefSchema = z.object({
  cluster: ClusterNameSchema,
  // Parts of paths: a record must not lead out of the site.
  day: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/)
    .describe('UTC day, 2026-11-22'),
  time: z
    .string()
    .regex(/^\d{6}Z$/)
    .describe('UTC time, 071500Z'),
  number: z.number().int(),
  instant: InstantSchema.describe('Snapshot time, ISO 8601'),
});
/** An edition that another page links to. */
export type EditionRef = z.infer<typeof EditionRefSchema>;

/** Whether an edition is the first of its UTC hour: expensive pages are printed once an hour. */
export const isNewHour = (edition: EditionRef, before: EditionRef): boolean => {
  const [hour, hourBefore] = [edition, before].map(({ instant }) => instant.slice(0, 'YYYY-MM-DDTHH'.length));
  return hour !== hourBefore;
};

export const PublishedFileSchema = z.object({
  file: z.string().describe("As the store has it, from the site's root"),
  bytes: z.number().int(),
  digest: z.string(),
});
/** A file of the store that the site carries. */
export type PublishedFile = z.infer<typeof PublishedFileSchema>;

export const EditionRecordSchema = EditionRefSchema.extend({
  previous: EditionRefSchema.optional().describe('The edition before it when it was taken'),
  digest: z.string().optional().describe('Of the snapshot that it was printed from; absent when removed'),
  files: z
    .array(PublishedFileSchema)
    .optional()
    .describe(
      'What the snapshot is read from: its own file and, for a delta, the keyframe. Absent when it cannot be read',
    ),
  compared: z
    .string()
    .optional()
    .describe('Digest of the snapshot before it, with which its page of changes compares'),
  damaged: z.string().optional().describe('Why the snapshot could not be read'),
  removed: z.enum(['retention', 'purge']).optional().describe('Why there is no snapshot any more'),
  nearest: z
    .object({ before: EditionRefSchema.optional(), after: EditionRefSchema.optional() })
    .optional()
    .describe('When removed: the kept editions beside it that its page names'),
  full: z
    .boolean()
    .optional()
    .describe('It has all its tables; absent in editions printed before there was a choice'),
  small: z.literal(true).optional().describe('It is a single page, which says what the edition said'),
  asked: z.literal(true).optional().describe('Somebody asked for all its pages: they stay'),
  probed: z.literal(true).optional().describe('It has a page of what probes saw'),
  imported: z.literal(true).optional().describe('Its snapshot was made of a dump: no next one is due'),
  fullBefore: EditionRefSchema.optional().describe(
    'Where it has not: the nearest edition before it that has',
  ),
  faults: z
    .object({ gazette: z.string().describe('Version that failed'), files: z.array(z.string()) })
    .optional()
    .describe('Files of the edition that could not be made; another version of Gazette tries again'),
  sheets: z.array(z.string()).optional().describe('Files of the sheets of its long tables, pods/shop.html'),
  summary: SummarySchema.optional().describe('Absent when damaged or removed'),
  tabs: z
    .record(z.string(), z.object({ count: z.number().int(), state: SummarySchema.shape.state }))
    .optional()
    .describe('By page: how many of its rows need attention, and the worst of them; absent in older records'),
  situation: SituationSchema.optional().describe('The story of the edition; absent in older records'),
});
export type EditionRecord = z.infer<typeof EditionRecordSchema>;
