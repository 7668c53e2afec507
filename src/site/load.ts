/** Reads what the pages of the running build show. Reports of the build's editions are kept until it ends. */
import fs from 'node:fs';
import path from 'node:path';
import { buildReport } from '../model/build-report.ts';
import type { Report } from '../model/report.ts';
import { toSummary } from '../model/summary.ts';
import { GazetteError, isSystemError } from '../errors.ts';
import { DamagedSnapshotError } from '../snapshots/damage.ts';
import { readSnapshot } from '../snapshots/store.ts';
import { EditionRecordSchema, type EditionRecord } from './edition-record.ts';
import { editionFolder, type EditionKey } from './paths.ts';
import { loadPlan, type EditionPlan } from './plan.ts';

/** What an edition says, or why its snapshot cannot be read; neither when the snapshot is no more. */
export interface LoadedEdition {
  report?: Report;
  damaged?: string;
}

const loaded = new Map<string, Promise<LoadedEdition>>();
let planned: Map<string, EditionPlan> | undefined;

/** An edition that this build prints. */
export function loadEdition(edition: EditionPlan): Promise<LoadedEdition> {
  const folder = editionFolder(edition);
  let found = loaded.get(folder);
  if (!found) {
    found = buildEdition(loadPlan().data, edition.cluster, edition.stored);
    loaded.set(folder, found);
  }
  return found;
}

/** Whatever is wrong with a snapshot costs its own edition: everything else is printed. */
export async function buildEdition(
  data: string,
  cluster: string,
  stored: Parameters<typeof readSnapshot>[2] | undefined,
): Promise<LoadedEdition> {
  if (!stored) return {};
  try {
    return { report: buildReport(await readSnapshot(data, cluster, stored)) };
  } catch (error) {
    if (error instanceof DamagedSnapshotError) return { damaged: error.message };
    // The disk's refusals say nothing about the snapshot.
    if (error instanceof GazetteError || !(error instanceof Error)) throw error;
    if (isSystemError(error) && error.syscall !== undefined) throw error;
    return { damaged: `${cluster}/${stored.file}: cannot be shown: ${error.message}` };
  }
}

/** What lists show of an edition that this build prints. */
export async function loadOwnRecord(edition: EditionPlan): Promise<EditionRecord> {
  const { cluster, day, time, number, instant, previous } = edition;
  const { report, damaged } = await loadEdition(edition);
  return {
    cluster,
    day,
    time,
    number,
    instant,
    previous,
    digest: edition.stored?.digest,
    damaged,
    removed: edition.removed?.why,
    nearest: edition.removed && { before: edition.removed.before, after: edition.removed.after },
    summary: report && toSummary(report),
  };
}

/** What lists show of any edition: built here when this build prints it, else the file beside its pages. */
export async function loadRecord(key: EditionKey): Promise<EditionRecord> {
  planned ??= new Map(loadPlan().editions.map((edition) => [editionFolder(edition), edition]));
  const edition = planned.get(editionFolder(key));
  if (edition) return loadOwnRecord(edition);
  const file = path.join(loadPlan().out, editionFolder(key), 'edition.json');
  return EditionRecordSchema.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
}
