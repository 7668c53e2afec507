/** What the published site remembers of the store, so that publishing reads only the lines added since. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { EditionRefSchema } from '../site/records/edition-record.ts';
import { readIfThere } from '../snapshots/files.ts';
import { ManifestSnapshotSchema } from '../snapshots/schema.ts';
import { parseSealed, seal } from '../snapshots/seal.ts';

const DamagedSchema = ManifestSnapshotSchema.pick({ file: true, digest: true, base: true });
/** A snapshot that could not be printed. */
export type DamagedSnapshot = z.infer<typeof DamagedSchema>;

const days = z.string().optional();
const ShrunkSchema = z.object({
  keep: z
    .object({ all: z.number(), hourly: z.number(), brief: z.number() })
    .describe('The policy, in seconds; with another policy, every day is looked at again'),
  until: z
    .object({ all: days, hourly: days, brief: days })
    .describe('By step: the last UTC day whose editions have shrunk'),
});
/** Which editions have shrunk. */
export type Shrunk = z.infer<typeof ShrunkSchema>;

const StateSchema = z.object({
  format: z.literal(1),
  clusters: z.record(
    z.string(),
    z.object({
      cursor: z
        .object({ offset: z.number().int(), digest: z.string() })
        .describe('How far the manifest was read'),
      last: EditionRefSchema.optional().describe(
        'Newest snapshot in the order of the manifest, without imports',
      ),
      openStubs: z
        .literal(true)
        .optional()
        .describe('A stub names no kept snapshot after it, because none existed yet'),
      days: z
        .record(z.string(), z.string())
        .optional()
        .describe('Which Days the pages were printed from: their versions by day'),
      shrunk: ShrunkSchema.optional().describe('How far old editions have shrunk'),
      damaged: z
        .array(DamagedSchema)
        .optional()
        .describe('Printed as "cannot be shown"; every publish tries again'),
    }),
  ),
});
export type SiteState = z.infer<typeof StateSchema>;
export type ClusterState = SiteState['clusters'][string];

const PLACE = 'state of the site';
const stateFile = (out: string) => path.join(out, '-', 'state.json');

/** The site's memory. If it is missing or damaged, the site is compared with the whole store. */
export async function readState(out: string): Promise<SiteState> {
  const text = await readIfThere(stateFile(out));
  return parseSealed(text?.toString(), StateSchema, PLACE) ?? { format: 1, clusters: {} };
}

/** Replaces the memory in one step. */
export async function writeState(out: string, state: SiteState): Promise<void> {
  await fs.mkdir(path.dirname(stateFile(out)), { recursive: true });
  const temporary = `${stateFile(out)}.new`;
  await fs.writeFile(temporary, seal(state, PLACE));
  await fs.rename(temporary, stateFile(out));
}
