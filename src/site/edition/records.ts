/**
 * Decides what lists of editions show, and which pages an edition has. HTML is much larger than the store. So every
 * edition of a large cluster has overview and findings, but only some have all tables.
 */
import { isBug } from '../../errors.ts';
import type { Report } from '../../model/report.ts';
import { buildSituation } from '../../history/trail/situation.ts';
import { toSummary } from '../../model/summary.ts';
import {
  EditionRecordSchema,
  isNewHour,
  type EditionRecord,
  type EditionRef,
} from '../records/edition-record.ts';
import { findPlanned, findPlannedSnapshot, loadEdition } from '../load-edition.ts';
import { editionFolder, type EditionKey } from '../paths.ts';
import type { EditionForm, EditionPlan } from '../plan.ts';
import { isProbed } from '../../snapshots/kinds/kinds.ts';
import { currentPlan, faultsBelow, ownedByPlan } from '../printing.ts';
import { listFiles } from '../raw/raw-files.ts';
import { listSheets } from '../tables/sheet-files.ts';
import { findStanding, readRecord } from './standing.ts';
import { countTabs } from './tab-counts.ts';
import { loadTrail } from './trail.ts';

const ownRecords = ownedByPlan(() => new Map<EditionPlan, Promise<EditionRecord>>());

/** The list's entry for an edition that this build prints. */
export function loadOwnRecord(edition: EditionPlan): Promise<EditionRecord> {
  let record = ownRecords().get(edition);
  if (!record) ownRecords().set(edition, (record = buildOrExplain(edition)));
  return record;
}

/** Lists of editions must not fail at one edition. */
async function buildOrExplain(edition: EditionPlan): Promise<EditionRecord> {
  try {
    return await buildRecord(edition);
  } catch (error) {
    if (!isBug(error)) throw error;
    const { cluster, day, time, number, instant, previous, stored } = edition;
    const damaged = `cannot be shown: ${error.message}`;
    return { cluster, day, time, number, instant, previous, digest: stored?.digest, damaged };
  }
}

/** The same when all other files of the edition are made: it names those that failed. */
export async function loadFinalRecord(edition: EditionPlan): Promise<EditionRecord> {
  const files = faultsBelow(editionFolder(edition)).sort();
  const record = await loadOwnRecord(edition);
  return files.length > 0 ? { ...record, faults: { gazette: currentPlan().gazette, files } } : record;
}

async function buildRecord(edition: EditionPlan): Promise<EditionRecord> {
  const { cluster, day, time, number, instant, previous, stored, removed } = edition;
  const form = await formOf(edition);
  const isWhole = form === 'full';
  const standing = findStanding(edition);
  const report = standing ? undefined : (await loadEdition(edition)).report;
  const { files, damaged, imported, summary, tabs, situation } = standing ?? (await tell(edition));
  const record: EditionRecord = {
    ...{ cluster, day, time, number, instant, previous },
    digest: stored?.digest,
    files,
    // A single page compares nothing.
    compared: form === 'small' ? undefined : edition.before?.digest,
    damaged,
    removed: removed?.why,
    nearest: removed && { before: removed.before, after: removed.after },
    full: isWhole,
    ...(form === 'small' && { small: true as const }),
    ...(edition.asked && { asked: true as const }),
    ...(isWhole && report && hasProbes(report) && { probed: true as const }),
    ...(imported && { imported }),
    fullBefore: isWhole ? undefined : (edition.nearestFull ?? (await findFullBefore(edition))),
    sheets: listSheets(edition, isWhole ? report : undefined).map(({ file }) => file),
    ...{ summary, tabs, situation },
  };
  // In one order of fields, whether the earlier record told or the snapshot itself.
  return form === 'small' ? EditionRecordSchema.parse(record) : record;
}

type Told = Pick<EditionRecord, 'files' | 'damaged' | 'imported' | 'summary' | 'tabs' | 'situation'>;

/** What the snapshot says. */
async function tell(edition: EditionPlan): Promise<Told> {
  const { report, damaged } = await loadEdition(edition);
  if (!report) return { damaged };
  return {
    files: await listFiles(edition),
    ...(report.meta.imported && { imported: true as const }),
    summary: toSummary(report),
    tabs: Object.fromEntries(countTabs(report)),
    situation: buildSituation(report, await loadTrail(edition)),
  };
}

/** The list's entry for any edition. Built here if this build prints it, else read from the file beside its pages. */
export async function loadRecord(key: EditionKey): Promise<EditionRecord> {
  const own = findPlanned(key);
  return own ? loadOwnRecord(own) : readRecord(key);
}

const known = ownedByPlan(() => new Map<EditionPlan, Promise<EditionForm>>());

/**
 * How much of an edition this build prints. If the plan does not say, it has all its tables if the cluster is not
 * large. Otherwise the first of each hour has them, and each after a change of state. The answer depends only on the
 * edition and on earlier editions.
 */
export function formOf(edition: EditionPlan): Promise<EditionForm> {
  let form = known().get(edition);
  if (!form) known().set(edition, (form = decide(edition)));
  return form;
}

export const isFull = async (edition: EditionPlan): Promise<boolean> => (await formOf(edition)) === 'full';

async function decide(edition: EditionPlan): Promise<EditionForm> {
  const limit = currentPlan().fullTablesUpTo;
  if (edition.form !== undefined) return edition.form;
  if ((edition.stored?.objects ?? 0) <= limit) return 'full';
  const { report } = await loadEdition(edition);
  if (!report || report.pods.length <= limit) return 'full';
  const before = edition.previous && (await loadEarlier(edition.previous));
  if (!before?.summary) return 'full';
  return isNewHour(edition, before) || before.summary.state !== report.state ? 'full' : 'brief';
}

/** The nearest edition before this one that has all its tables. */
export async function findFullBefore({ previous }: EditionPlan): Promise<EditionRef | undefined> {
  const before = previous && (await loadEarlier(previous));
  if (!before || !previous) return undefined;
  return before.full === false ? before.fullBefore : previous;
}

/** An earlier edition's record; undefined if it is missing or unreadable, which does not stop later pages. */
async function loadEarlier(ref: EditionRef): Promise<EditionRecord | undefined> {
  const own = findPlannedSnapshot(ref);
  if (own) return loadOwnRecord(own);
  try {
    const record = readRecord(ref);
    return record.number === ref.number ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Only where the config asks for probes, an edition has a page for them. */
export const hasProbes = ({ meta }: Report): boolean => meta.coverage.some(({ kind }) => isProbed(kind));
