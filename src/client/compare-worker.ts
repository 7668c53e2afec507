/**
 * Fetches two snapshots, builds their reports and compares them with the code of the command line. It runs beside the
 * page, which stays responsive.
 */
import './no-eval.ts';
import { diff } from '../history/diff/diff.ts';
import type { Observed } from '../history/diff/compose.ts';
import { buildReport } from '../model/build/build-report.ts';
import { buildChangesPage } from '../site/changes/changes-page.ts';
import type { ChangesPage, Limits } from '../site/changes/page-shapes.ts';
import {
  EditionRecordSchema,
  type EditionRecord,
  type PublishedFile,
} from '../site/records/edition-record.ts';
import { editionFolder, formatEdition, type EditionKey } from '../site/paths.ts';
import { rowLink } from '../site/tables/row-links.ts';
import { fetchFile } from './fetch-file.ts';
import { decodeSnapshot } from './decode-snapshot.ts';

export interface WantedComparison {
  /** Address of the site, with a slash at the end. */
  root: string;
  before: EditionKey;
  after: EditionKey;
}

export type ComparisonAnswer =
  /** The next step. */
  { progress: string } | { page: ChangesPage; seconds: number } | { error: string };

/** A browser cannot lay out more at once, and nobody reads more; the command line tells all. */
const MOST_ROWS_SHOWN = 500;
const SHOWN: Limits = {
  causes: MOST_ROWS_SHOWN,
  behind: 100,
  states: MOST_ROWS_SHOWN,
  findings: MOST_ROWS_SHOWN,
  objects: MOST_ROWS_SHOWN,
  fields: 24,
  events: MOST_ROWS_SHOWN,
  noise: MOST_ROWS_SHOWN,
};

const answer = (it: ComparisonAnswer) => postMessage(it);

addEventListener('message', ({ data }: MessageEvent<WantedComparison>) => {
  const begun = performance.now();
  compareEditions(data).then(
    (page) => answer({ page, seconds: (performance.now() - begun) / 1000 }),
    (error: unknown) => answer({ error: error instanceof Error ? error.message : String(error) }),
  );
});

async function compareEditions({ root, before, after }: WantedComparison): Promise<ChangesPage> {
  answer({ progress: 'Fetching…' });
  const known = new Map<string, Promise<Uint8Array>>();
  const fetchOnce = (file: PublishedFile) => {
    // Both may be deltas of one keyframe.
    const found = known.get(file.file) ?? fetchFile(`${root}${file.file}`, file);
    known.set(file.file, found);
    return found;
  };
  const fetched = await Promise.all(
    [before, after].map(async (key) => {
      const record = await fetchRecord(root, key);
      const files = await Promise.all((record.files ?? []).map(fetchOnce));
      return { key, record, files };
    }),
  );
  const observed: Observed[] = [];
  for (const { key, files } of fetched) {
    answer({ progress: `Reading ${formatEdition(key)}…` });
    observed.push(await observe(key, files));
  }
  answer({ progress: 'Comparing…' });
  const [earlier, later] = observed as [Observed, Observed];
  const folders = [before, after].map((key) => `${root}${editionFolder(key)}`);
  const isFull = fetched[1]!.record.full !== false;
  return buildChangesPage(diff(earlier, later, { noise: true, beats: false }), {
    limits: SHOWN,
    addresses: [formatEdition(before), formatEdition(after)],
    editions: [`${folders[0]}/index.html`, `${folders[1]}/index.html`],
    findings: `${folders[1]}/findings.html`,
    row: (object) => {
      const link = isFull ? rowLink(later.report, object) : undefined;
      return link === undefined ? undefined : `${folders[1]}/${link}`;
    },
  });
}

/** What the edition says about its snapshot, which may have been deleted after the first printing. */
async function fetchRecord(root: string, key: EditionKey): Promise<EditionRecord> {
  const name = formatEdition(key);
  const response = await fetch(`${root}${editionFolder(key)}/edition.json`, { cache: 'no-cache' });
  if (!response.ok) throw new Error(`${name}: there is no such edition; the server says ${response.status}`);
  const record = EditionRecordSchema.safeParse(await response.json().catch(() => undefined)).data;
  if (!record) throw new Error(`${name}: its record is none that this page can read`);
  if (record.removed) throw new Error(`${name}: its snapshot was deleted (${record.removed})`);
  if (record.damaged) throw new Error(`${name}: its snapshot cannot be read (${record.damaged})`);
  if (!record.files)
    throw new Error(
      `${name}: it was printed by an older Gazette, and does not say which files it is made of`,
    );
  return record;
}

async function observe(key: EditionKey, [own, keyframe]: Uint8Array[]): Promise<Observed> {
  try {
    const snapshot = await decodeSnapshot(own!, keyframe);
    return { snapshot, report: buildReport(snapshot) };
  } catch (error) {
    throw new Error(`${formatEdition(key)}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
