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
import { findPlanned, findPlannedSnapshot, isBeside, loadEdition, readBeside } from '../load-edition.ts';
import { editionFolder, EDITION_PAGES, recordPlace, type EditionKey, type EditionPage } from '../paths.ts';
import type { EditionPlan } from '../plan.ts';
import { isProbed } from '../../snapshots/kinds/kinds.ts';
import { parseSealed } from '../../snapshots/seal.ts';
import { currentPlan, faultsBelow, ownedByPlan } from '../printing.ts';
import { listFiles } from '../raw/raw-files.ts';
import { listSheets } from '../tables/sheet-files.ts';
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
  const { cluster, day, time, number, instant, previous } = edition;
  const { report, damaged } = await loadEdition(edition);
  const full = await isFull(edition);
  return {
    cluster,
    day,
    time,
    number,
    instant,
    previous,
    digest: edition.stored?.digest,
    files: report && (await listFiles(edition)),
    compared: edition.before?.digest,
    damaged,
    removed: edition.removed?.why,
    nearest: edition.removed && { before: edition.removed.before, after: edition.removed.after },
    full,
    ...(full && report && hasProbes(report) && { probed: true as const }),
    ...(report?.meta.imported && { imported: true as const }),
    fullBefore: full ? undefined : await findFullBefore(edition),
    sheets: listSheets(edition, full ? report : undefined).map(({ file }) => file),
    summary: report && toSummary(report),
    tabs: report && Object.fromEntries(countTabs(report)),
    situation: report && buildSituation(report, await loadTrail(edition)),
  };
}

/** The list's entry for any edition. Built here if this build prints it, else read from the file beside its pages. */
export async function loadRecord(key: EditionKey): Promise<EditionRecord> {
  const own = findPlanned(key);
  return own ? loadOwnRecord(own) : readRecord(key);
}

function readRecord(key: EditionKey): EditionRecord {
  const record = parseSealed(readBeside(key, 'edition.json'), EditionRecordSchema, recordPlace(key));
  if (!record) throw new Error(`${editionFolder(key)}/edition.json is damaged`);
  return record;
}

const known = ownedByPlan(() => new Map<EditionPlan, Promise<boolean>>());

/**
 * Whether an edition of this build has all its tables. Always for clusters that are not large. Otherwise for the first
 * of each hour, after a change of state, and if the plan says so. The answer depends only on the edition and on earlier
 * editions.
 */
export function isFull(edition: EditionPlan): Promise<boolean> {
  let full = known().get(edition);
  if (!full) {
    full = decide(edition);
    known().set(edition, full);
  }
  return full;
}

async function decide(edition: EditionPlan): Promise<boolean> {
  const limit = currentPlan().fullTablesUpTo;
  if (edition.full !== undefined) return edition.full;
  if ((edition.stored?.objects ?? 0) <= limit) return true;
  const { report } = await loadEdition(edition);
  if (!report || report.pods.length <= limit) return true;
  const before = edition.previous && (await loadEarlier(edition.previous));
  if (!before?.summary) return true;
  return isNewHour(edition, before) || before.summary.state !== report.state;
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

/** Pages that every edition has, however large the cluster. */
const ALWAYS: readonly EditionPage[] = ['index', 'findings', 'changes', 'raw'];

export const pagesOf = ({ full, probed }: Pick<EditionRecord, 'full' | 'probed'>): EditionPage[] =>
  EDITION_PAGES.map(({ page }) => page).filter((page) =>
    page === 'middleware' ? probed === true : full !== false || ALWAYS.includes(page),
  );

/** Only where the config asks for probes, an edition has a page for them. */
export const hasProbes = ({ meta }: Report): boolean => meta.coverage.some(({ kind }) => isProbed(kind));

/**
 * The file of the same page in another edition, or else that edition's overview. An older Gazette may have printed that
 * edition without the page.
 */
export async function pageIn(ref: EditionRef, page: EditionPage): Promise<EditionPage> {
  const isThere = findPlanned(ref)
    ? pagesOf(await loadRecord(ref)).includes(page)
    : isBeside(ref, `${page}.html`);
  return isThere ? page : 'index';
}
