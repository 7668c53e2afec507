/** Reads what the pages of the running build show. Reports of the build's editions are kept until it ends. */
import fs from 'node:fs';
import path from 'node:path';
import { buildReport } from '../model/build-report.ts';
import type { Report, Summary } from '../model/report.ts';
import { toSummary } from '../model/summary.ts';
import { readSnapshot } from '../snapshots/store.ts';
import { editionFolder, type EditionKey } from './paths.ts';
import { loadPlan, type EditionPlan } from './plan.ts';

const reports = new Map<string, Promise<Report>>();

let planned: Map<string, EditionPlan> | undefined;

/** The plan's entry for an edition that this build prints. */
function plannedEdition(key: EditionKey): EditionPlan | undefined {
  planned ??= new Map(loadPlan().editions.map((edition) => [editionFolder(edition), edition]));
  return planned.get(editionFolder(key));
}

/** What an edition of the running build says. */
export function loadReport(edition: EditionPlan): Promise<Report> {
  const folder = editionFolder(edition);
  let report = reports.get(folder);
  if (!report) {
    report = readSnapshot(loadPlan().data, edition.cluster, edition.stored).then(buildReport);
    reports.set(folder, report);
  }
  return report;
}

/**
 * The summary of any edition: built here when this build prints it, else the file beside its pages. Undefined when
 * the edition cannot be read.
 */
export async function loadSummary(key: EditionKey): Promise<Summary | undefined> {
  const edition = plannedEdition(key);
  if (edition) return edition.damaged ? undefined : toSummary(await loadReport(edition));
  const file = path.join(loadPlan().out, editionFolder(key), 'summary.json');
  if (!fs.existsSync(file)) return undefined;
  return (JSON.parse(fs.readFileSync(file, 'utf8')) as Summary | null) ?? undefined;
}
