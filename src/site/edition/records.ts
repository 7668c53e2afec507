/**
 * What lists of editions show of each, and which pages an edition has. HTML outweighs the store many times: of a large
 * cluster every snapshot has its overview and findings, and now and then all tables.
 */
import { toSummary } from '../../model/summary.ts';
import {
  EditionRecordSchema,
  isNewHour,
  type EditionRecord,
  type EditionRef,
} from '../records/edition-record.ts';
import { findPlanned, isBeside, loadEdition, readBeside } from '../load-edition.ts';
import { EDITION_PAGES, type EditionKey, type EditionPage } from '../paths.ts';
import type { EditionPlan } from '../plan.ts';
import { currentPlan, ownedByPlan } from '../printing.ts';
import { listFiles } from '../raw/raw-files.ts';
import { listSheets } from '../tables/sheet-files.ts';

const ownRecords = ownedByPlan(() => new Map<EditionPlan, Promise<EditionRecord>>());

/** What lists show of an edition that this build prints. */
export function loadOwnRecord(edition: EditionPlan): Promise<EditionRecord> {
  let record = ownRecords().get(edition);
  if (!record) ownRecords().set(edition, (record = buildRecord(edition)));
  return record;
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
    fullBefore: full ? undefined : await findFullBefore(edition),
    sheets: listSheets(edition, full ? report : undefined).map(({ file }) => file),
    summary: report && toSummary(report),
  };
}

/** What lists show of any edition: built here when this build prints it, else the file beside its pages. */
export async function loadRecord(key: EditionKey): Promise<EditionRecord> {
  const own = findPlanned(key);
  return own ? loadOwnRecord(own) : EditionRecordSchema.parse(JSON.parse(readBeside(key, 'edition.json')));
}

const known = ownedByPlan(() => new Map<EditionPlan, Promise<boolean>>());

/**
 * Whether an edition of this build has all its tables: those of clusters that are not large, the first of each hour,
 * those where the state changed, and those that the plan says. Depends on the edition and on earlier ones alone.
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

/** An earlier edition's record; undefined where it is not there or cannot be read, which costs no later one its pages. */
async function loadEarlier(ref: EditionRef): Promise<EditionRecord | undefined> {
  if (findPlanned(ref)) return loadRecord(ref);
  try {
    return await loadRecord(ref);
  } catch {
    return undefined;
  }
}

/** Pages that every edition has, however large the cluster. */
const ALWAYS: readonly EditionPage[] = ['index', 'findings', 'changes', 'raw'];

export const pagesOf = (full: boolean): EditionPage[] =>
  EDITION_PAGES.map(({ page }) => page).filter((page) => full || ALWAYS.includes(page));

/**
 * Where a reader finds a page of one edition in another: there, or on its overview. What stands on the site may have
 * been printed by a Gazette that did not know the page.
 */
export async function pageIn(ref: EditionRef, page: EditionPage): Promise<EditionPage> {
  const isThere = findPlanned(ref)
    ? pagesOf((await loadRecord(ref)).full !== false).includes(page)
    : isBeside(ref, `${page}.html`);
  return isThere ? page : 'index';
}
