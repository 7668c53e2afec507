/** Reads the snapshots whose pages are printed. Their Reports are kept as long as the plan. */
import fs from 'node:fs';
import path from 'node:path';
import type { Report } from '../model/report.ts';
import { editionFolder, type EditionKey } from './paths.ts';
import type { EditionRef } from './records/edition-record.ts';
import type { EditionPlan } from './plan.ts';
import { currentPlan, currentPrinting, ownedByPlan } from './printing.ts';

/** The report of an edition, or why its snapshot cannot be read; neither when the snapshot was deleted. */
export interface LoadedEdition {
  report?: Report;
  damaged?: string;
}

const loaded = ownedByPlan(() => new Map<string, Promise<LoadedEdition>>());

/** An edition that is printed. */
export function loadEdition(edition: EditionPlan): Promise<LoadedEdition> {
  const folder = editionFolder(edition);
  let found = loaded().get(folder);
  if (!found) loaded().set(folder, (found = readEdition(edition)));
  return found;
}

async function readEdition({ cluster, stored }: EditionPlan): Promise<LoadedEdition> {
  if (!stored) return {};
  const { plan, observer } = currentPrinting();
  const { observed, damaged } = await observer.observe(plan.store, cluster, stored);
  return observed ? { report: observed.report } : { damaged };
}

const planned = ownedByPlan(
  () => new Map(currentPlan().editions.map((edition) => [editionFolder(edition), edition])),
);

/** The plan of an edition, if it is printed. */
export const findPlanned = (key: EditionKey): EditionPlan | undefined => planned().get(editionFolder(key));

/** The plan of exactly that snapshot. The clock may have gone back, and the second of a deleted one been taken again. */
export function findPlannedSnapshot(ref: EditionRef): EditionPlan | undefined {
  const found = findPlanned(ref);
  return found?.number === ref.number ? found : undefined;
}

/** A file beside the pages of an edition that was printed earlier. */
export const readBeside = (key: EditionKey, name: string) =>
  fs.readFileSync(path.join(currentPlan().out, editionFolder(key), name), 'utf8');

/** Whether the file exists. */
export const isBeside = (key: EditionKey, name: string) =>
  fs.existsSync(path.join(currentPlan().out, editionFolder(key), name));
