/** Reads the snapshots that the running build prints. Their reports are kept until it ends. */
import fs from 'node:fs';
import path from 'node:path';
import { buildReport } from '../model/build-report.ts';
import type { Report } from '../model/report.ts';
import { GazetteError, isSystemError } from '../errors.ts';
import { DamagedSnapshotError } from '../snapshots/damage.ts';
import { readSnapshot } from '../snapshots/store.ts';
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

/** The plan of an edition, where this build prints it. */
export function findPlanned(key: EditionKey): EditionPlan | undefined {
  planned ??= new Map(loadPlan().editions.map((edition) => [editionFolder(edition), edition]));
  return planned.get(editionFolder(key));
}

/** A file beside the pages of an edition that was printed earlier. */
export const readBeside = (key: EditionKey, name: string) =>
  fs.readFileSync(path.join(loadPlan().out, editionFolder(key), name), 'utf8');

/** Whether there is one. */
export const isBeside = (key: EditionKey, name: string) =>
  fs.existsSync(path.join(loadPlan().out, editionFolder(key), name));
