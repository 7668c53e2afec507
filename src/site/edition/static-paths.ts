/** `getStaticPaths` of the pages of editions: only those that the current build prints. */
import { csvFiles } from '../tables/csv-files.ts';
import { loadEdition } from '../load-edition.ts';
import type { EditionPlan } from '../plan.ts';
import { currentPlan, unlessFaulty } from '../printing.ts';
import { formOf, hasProbes, isFull } from './records.ts';
import { listSheets, type SheetRef } from '../tables/sheet-files.ts';

interface EditionPath {
  params: { cluster: string; day: string; time: string };
  props: { edition: EditionPlan };
}

/** What every edition has: its overview, or its single page, and its records. */
export const editionPaths = (): EditionPath[] => currentPlan().editions.map(toPath);

/** Pages of brief editions, and of those with all their tables. */
export async function largerEditionPaths(): Promise<EditionPath[]> {
  const { editions } = currentPlan();
  const forms = await Promise.all(editions.map((edition) => unlessFaulty(formOf(edition))));
  return editions.filter((_, index) => forms[index] !== 'small').map(toPath);
}

/** Pages of editions with all their tables. */
export async function fullEditionPaths(): Promise<EditionPath[]> {
  const { editions } = currentPlan();
  const full = await Promise.all(editions.map((edition) => unlessFaulty(isFull(edition))));
  return editions.filter((_, index) => full[index]).map(toPath);
}

/** The page of probes, of editions that have one. */
export async function probedEditionPaths(): Promise<EditionPath[]> {
  const { editions } = currentPlan();
  const probed = await Promise.all(editions.map((edition) => unlessFaulty(isShownProbed(edition))));
  return editions.filter((_, index) => probed[index]).map(toPath);
}

async function isShownProbed(edition: EditionPlan): Promise<boolean> {
  const report = await loadFull(edition);
  return report !== undefined && hasProbes(report);
}

/** Pages of long tables. */
export async function sheetPaths(): Promise<
  {
    params: EditionPath['params'] & { table: string; sheet: string };
    props: EditionPath['props'] & { sheet: SheetRef };
  }[]
> {
  const paths = currentPlan().editions.map(async (edition) => {
    const report = await loadFull(edition);
    const { params, props } = toPath(edition);
    return listSheets(edition, report).map((sheet) => ({
      params: { ...params, table: sheet.table, sheet: sheet.sheet },
      props: { ...props, sheet },
    }));
  });
  return (await Promise.all(paths.map(unlessFaulty))).flatMap((own) => own ?? []);
}

/** The report of an edition with all its tables. */
const loadFull = async (edition: EditionPlan) =>
  (await isFull(edition)) ? (await loadEdition(edition)).report : undefined;

/** Tables as CSV, for editions with all their tables. A table of which nothing was seen has no file. */
export async function csvPaths(): Promise<
  {
    params: EditionPath['params'] & { table: string };
    props: EditionPath['props'] & { table: string };
  }[]
> {
  const paths = currentPlan().editions.map(async (edition) => {
    const report = await loadFull(edition);
    const { params, props } = toPath(edition);
    return (report ? csvFiles(report) : [])
      .filter(({ file }) => file !== undefined)
      .map(({ table: { name } }) => ({
        params: { ...params, table: name },
        props: { ...props, table: name },
      }));
  });
  return (await Promise.all(paths.map(unlessFaulty))).flatMap((own) => own ?? []);
}

function toPath(edition: EditionPlan): EditionPath {
  const { cluster, day, time } = edition;
  return { params: { cluster, day, time }, props: { edition } };
}
