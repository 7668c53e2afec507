/** A snapshot → one file: printed anew, from redacted data where that was asked for, and bundled. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { TrailSchema } from '../history/trail.ts';
import type { SearchIndex } from '../export/search-index.ts';
import { GazetteError } from '../errors.ts';
import { buildPages } from '../publish/build-pages.ts';
import { readEditionRecord } from '../publish/published.ts';
import { openScratch } from '../publish/workshop.ts';
import type { EditionRef } from '../site/edition-record.ts';
import { formatStamp } from '../site/format.ts';
import { editionFolder, formatEdition, toEditionKey } from '../site/paths.ts';
import type { EditionPlan, Plan } from '../site/plan.ts';
import { DamagedSnapshotError } from '../snapshots/damage.ts';
import { readIfThere } from '../snapshots/files.ts';
import type { Snapshot } from '../snapshots/schema.ts';
import { readManifest, readSnapshot, type StoredSnapshot } from '../snapshots/store.ts';
import { writeCopy } from '../snapshots/write-copy.ts';
import { bundle, escape } from './bundle.ts';
import { listEditionPages } from './edition-pages.ts';
import { findLeak } from './find-leak.ts';
import type { Profile } from './profile.ts';
import type { Pseudonym } from './pseudonyms.ts';
import { openRedactor } from './redact.ts';
import { renderRedactions } from './render-redactions.ts';

export interface ShareOptions {
  /** Folder of the snapshots. */
  data: string;
  /** The published site, which knows what came before; it may be missing. */
  site: string;
  /** Where the site is found, with a slash at the end. */
  url?: string;
  title: string;
  /** Version of Gazette. */
  gazette: string;
  /** What is hidden; absent means nothing. */
  profile?: Profile;
  signal?: AbortSignal;
}

export interface SharedCopy {
  /** Names the copy: `prod-2026-11-22T071500Z`; with the cluster's pseudonym where it has one. */
  name: string;
  /** The document, page by page. */
  pieces: AsyncIterable<string>;
  pages: number;
  /** What got a pseudonym. */
  pseudonyms: Pseudonym[];
  /** Removes what was needed to make it. */
  close: () => Promise<void>;
}

/**
 * Prints the pages of a snapshot for a copy. The pieces have to be read before it is closed.
 * @throws {GazetteError} when the snapshot cannot be read.
 */
export async function shareEdition(stored: StoredSnapshot, options: ShareOptions): Promise<SharedCopy> {
  const scratch = await openScratch();
  const close = () => fs.rm(scratch, { recursive: true, force: true });
  try {
    return { ...(await print(stored, options, scratch)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function print(
  stored: StoredSnapshot,
  options: ShareOptions,
  scratch: string,
): Promise<Omit<SharedCopy, 'close'>> {
  const { data, site, profile, gazette, signal } = options;
  const edition = await planEdition(data, site, stored);
  const source = profile
    ? await redactEdition(edition, options, profile, scratch)
    : { data, out: site, edition, title: options.title, url: options.url, pseudonyms: [] as Pseudonym[] };
  const { cluster } = source.edition;
  const plan: Plan = {
    ...{ gazette, title: source.title, data: source.data, out: source.out, editions: [source.edition] },
    ...{ days: [], workloads: [], digests: [], timeZone: 'UTC', clusters: [], order: [] },
    fullTablesUpTo: 0,
    ...(source.url !== undefined && { url: source.url }),
  };
  const printed = await buildPages(plan, scratch, signal);
  signal?.throwIfAborted();
  const folder = editionFolder(source.edition);
  const files = await listFiles(printed);
  const read = (file: string) => fs.readFile(path.join(printed, file), 'utf8');
  const shown = linksOf(await read(`${folder}/index.html`));
  const pages = listEditionPages(folder, files, shown);
  const address = formatEdition(source.edition);
  const pieces = bundle({
    ...{ pages, folder, read },
    title: `${address} · ${source.title}`,
    ...(source.url !== undefined && { url: source.url }),
    note: () => renderNote(address, stored, source, profile),
    ...(source.redactions && {
      appendix: { slug: 'redaction', title: 'Redaction', html: source.redactions },
    }),
    csvs: await readCsvs(printed, folder, files),
    search: toIndex(await read(`${folder}/search.js`)),
  });
  return {
    name: `${cluster}-${source.edition.day}T${source.edition.time}`,
    pieces: profile ? checked(pieces, source.pseudonyms) : pieces,
    pages: pages.length,
    pseudonyms: source.pseudonyms,
  };
}

/** What the pages are printed from. */
interface Source {
  data: string;
  /** Folder of pages that know what came before. */
  out: string;
  edition: EditionPlan;
  title: string;
  url?: string;
  pseudonyms: Pseudonym[];
  /** What was hidden, as HTML. */
  redactions?: string;
}

/** The edition as `publish` would print it, with all its tables. */
async function planEdition(data: string, site: string, stored: StoredSnapshot): Promise<EditionPlan> {
  const { snapshots } = await readManifest(data, stored.cluster);
  const ref = toRef(stored);
  const record = await readEditionRecord(site, ref);
  const isLate = stored.marks?.includes('late');
  const before = isLate
    ? undefined
    : snapshots.findLast(({ number, marks }) => number < stored.number && !marks?.includes('late'));
  const previous = record ? record.previous : before && toRef(before);
  return {
    ...ref,
    stored,
    previous,
    before: previous && snapshots.find(({ number }) => number === previous.number),
    full: true,
  };
}

const toRef = ({ cluster, file, number, time }: StoredSnapshot): EditionRef => ({
  ...toEditionKey(cluster, file),
  number,
  instant: time,
});

/** A store and a site of their own, of which nothing is left but what the profile shows. */
async function redactEdition(
  edition: EditionPlan,
  { data, site }: ShareOptions,
  profile: Profile,
  scratch: string,
): Promise<Source> {
  const { stored, previous, before } = edition;
  const snapshot = await readOrExplain(data, stored!);
  const snapshotBefore = before && (await readOrNothing(data, before));
  const trail = previous && (await readTrail(site, previous));
  const both = snapshotBefore ? [snapshot, snapshotBefore] : [snapshot];
  const redactor = openRedactor(profile, both, [trail]);
  const store = path.join(scratch, 'store');
  const own = await writeCopy(store, redactor.redactSnapshot(snapshot), stored!);
  const { cluster } = own;
  const ownBefore =
    before &&
    (snapshotBefore
      ? await writeCopy(store, redactor.redactSnapshot(snapshotBefore), before)
      : // It cannot be read, and the page says so.
        { ...before, cluster });
  const out = path.join(scratch, 'site');
  if (previous && trail) {
    const target = path.join(out, editionFolder({ ...previous, cluster }), 'trail.json');
    await fs.mkdir(path.dirname(target), { recursive: true });
    await fs.writeFile(target, JSON.stringify(redactor.redact(trail)));
  }
  const pseudonyms = redactor.pseudonyms().filter(({ class: kind }) => profile.names.has(kind));
  return {
    ...{ data: store, out, title: 'Gazette', pseudonyms },
    edition: {
      ...edition,
      cluster,
      stored: own,
      previous: previous && { ...previous, cluster },
      before: ownBefore,
    },
    redactions: renderRedactions(profile, pseudonyms, redactor.removed()),
  };
}

async function readOrExplain(data: string, stored: StoredSnapshot): Promise<Snapshot> {
  try {
    return await readSnapshot(data, stored.cluster, stored);
  } catch (error) {
    if (!(error instanceof DamagedSnapshotError)) throw error;
    throw new GazetteError(`the snapshot cannot be shared: ${error.message}`, {
      hint: 'gazette verify says what is damaged.',
    });
  }
}

async function readOrNothing(data: string, stored: StoredSnapshot): Promise<Snapshot | undefined> {
  try {
    return await readSnapshot(data, stored.cluster, stored);
  } catch (error) {
    if (error instanceof DamagedSnapshotError) return undefined;
    throw error;
  }
}

/** Since when its findings were there: what the edition before it left. */
async function readTrail(site: string, previous: EditionRef) {
  const text = await readIfThere(path.join(site, editionFolder(previous), 'trail.json'));
  if (text === undefined) return undefined;
  try {
    return TrailSchema.safeParse(JSON.parse(text.toString())).data;
  } catch {
    return undefined;
  }
}

function renderNote(
  address: string,
  { digest, time }: StoredSnapshot,
  { title, url }: Source,
  profile: Profile | undefined,
): string {
  const from = url === undefined ? '' : ` from <a href="${escape(url)}">${escape(title)}</a>`;
  const hidden = profile
    ? `<br><strong>Redacted for ${profile.name === 'public' ? 'the public' : 'internal use'}</strong>: <a href="#redaction">what was hidden</a>.`
    : '';
  return `A copy of <code>${escape(address)}</code>${from}, taken ${escape(formatStamp(time))}; snapshot <code>${escape(digest)}</code>.${hidden}`;
}

async function* checked(pieces: AsyncIterable<string>, pseudonyms: readonly Pseudonym[]) {
  const leaks = findLeak(pseudonyms);
  for await (const piece of pieces) {
    const leak = leaks(piece);
    if (leak)
      throw new GazetteError(
        `a ${leak.class} that was to be hidden stands in the copy, so it was not written`,
        {
          hint: 'This is a mistake of Gazette. Please report what kind of field it stands in; --mapping FILE names what was hidden.',
        },
      );
    yield piece;
  }
}

const linksOf = (html: string) =>
  new Set([...html.matchAll(/<a href="([a-z]+\.html)"/g)].map(([, href]) => href ?? ''));

/** The data of `search.js`, a script that sets a global. */
const toIndex = (script: string) => JSON.parse(script.slice(script.indexOf('=') + 1)) as SearchIndex;

async function readCsvs(printed: string, folder: string, files: readonly string[]) {
  const csvs = new Map<string, string>();
  for (const file of files.filter((one) => one.startsWith(`${folder}/`) && one.endsWith('.csv'))) {
    const bytes = await fs.readFile(path.join(printed, file));
    csvs.set(file, `data:text/csv;charset=utf-8;base64,${bytes.toString('base64')}`);
  }
  return csvs;
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
}
