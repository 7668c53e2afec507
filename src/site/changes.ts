/** What changed from an edition to the one before it: the two snapshots of a build that are compared. */
import { diff } from '../history/diff/diff.ts';
import type { Change } from '../history/diff/change.ts';
import { buildReport } from '../model/build-report.ts';
import { DamagedSnapshotError } from '../snapshots/damage.ts';
import type { Snapshot } from '../snapshots/schema.ts';
import { readSnapshot, type StoredSnapshot } from '../snapshots/store.ts';
import { findPlanned, loadEdition } from './load.ts';
import { loadPlan, type EditionPlan } from './plan.ts';

/** What changed, or why nobody can tell. */
export interface LoadedChange {
  change?: Change;
  /** One sentence. */
  unknown?: string;
}

/** Snapshots kept in memory: editions are printed in order, a few at a time. */
const KEPT = 4;
const recent = new Map<string, Promise<Snapshot>>();

/** @param edition one whose snapshot can be read */
export async function loadChange(edition: EditionPlan): Promise<LoadedChange> {
  const { stored, before, previous } = edition;
  if (!previous)
    return { unknown: 'This is the first edition that is known: there is none to compare with.' };
  if (!before)
    return {
      unknown: `The snapshot before it, No. ${previous.number}, was deleted since: what changed cannot be told anew.`,
    };
  const { report } = await loadEdition(edition);
  if (!stored || !report) return {};
  try {
    const snapshot = await readRecently(before);
    const planned = findPlanned(previous);
    const known = planned && (await loadEdition(planned)).report;
    return {
      // Tens of thousands of beats and measurements differ every time, and are only counted.
      change: diff(
        { snapshot, report: known ?? buildReport(snapshot) },
        { snapshot: await readRecently(stored), report },
        { noise: true, beats: false },
      ),
    };
  } catch (error) {
    if (!(error instanceof DamagedSnapshotError)) throw error;
    return { unknown: `The snapshot before it, No. ${previous.number}, cannot be read: ${error.message}.` };
  }
}

function readRecently(stored: StoredSnapshot): Promise<Snapshot> {
  const key = `${stored.cluster}/${stored.file}`;
  const found = recent.get(key) ?? readSnapshot(loadPlan().data, stored.cluster, stored);
  recent.delete(key);
  recent.set(key, found);
  for (const oldest of recent.keys()) {
    if (recent.size <= KEPT) break;
    recent.delete(oldest);
  }
  return found;
}
