/** A snapshot → one file: printed anew, redacted on request, and bundled. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { load } from 'cheerio';
import { TrailSchema } from '../history/trail/trail-record.ts';
import type { SearchIndex } from '../export/search-index.ts';
import { GazetteError } from '../errors.ts';
import { printPages } from '../publish/print-pages.ts';
import { readEditionRecord } from '../publish/published.ts';
import type { EditionRef } from '../site/records/edition-record.ts';
import { editionFolder, trailPlace, formatEdition, toEditionKey } from '../site/paths.ts';
import type { EditionPlan, Plan, Redaction } from '../site/plan.ts';
import { DamagedSnapshotError } from '../snapshots/damage.ts';
import { listFilesBelow, readIfThere } from '../snapshots/files.ts';
import { openStore, type Store } from '../snapshots/open-store.ts';
import type { Snapshot } from '../snapshots/schema.ts';
import { readSnapshot } from '../snapshots/read-snapshot.ts';
import { parseSealed, seal } from '../snapshots/seal.ts';
import { readManifest, type StoredSnapshot } from '../snapshots/store.ts';
import { writeCopy } from '../snapshots/write-copy.ts';
import { bundle } from './bundle.ts';
import { listEditionPages } from './edition-pages.ts';
import { listRedactions } from './list-redactions.ts';
import type { Profile } from './profile.ts';
import type { Mapping, Pseudonym } from './pseudonyms.ts';
import { openRedactor } from './redact.ts';
import {
  makeCopy,
  readAttachments,
  readOrNothing,
  type SharedCopy,
  type ShareOptions,
} from './shared-copy.ts';

/**
 * Prints the pages of a snapshot for a copy.
 * @throws {GazetteError} The snapshot cannot be read.
 */
export const shareEdition = (stored: StoredSnapshot, options: ShareOptions): Promise<SharedCopy> =>
  makeCopy((scratch) => print(stored, options, scratch));

async function print(
  stored: StoredSnapshot,
  options: ShareOptions,
  scratch: string,
): Promise<Omit<SharedCopy, 'close'>> {
  const { store, site, profile, gazette, signal } = options;
  const edition = await planEdition(store, site, stored);
  const source = profile
    ? await redactEdition(edition, options, profile, scratch)
    : { store, out: site, edition, title: options.title, url: options.url, pseudonyms: [] as Pseudonym[] };
  const { cluster } = source.edition;
  const address = formatEdition(source.edition);
  const { time, digest } = stored;
  const plan: Plan = {
    ...{ gazette, title: source.title, store: source.store, out: source.out, editions: [source.edition] },
    ...{
      days: [],
      workloads: [],
      nodes: [],
      digests: [],
      reviews: [],
      timeZone: 'UTC',
      clusters: [],
      order: [],
    },
    fullTablesUpTo: 0,
    copy: {
      name: address,
      of: { snapshot: { time, ...(!profile && { digest }) } },
      redaction: source.redaction,
    },
    ...(source.url !== undefined && { url: source.url }),
  };
  const printed = path.join(scratch, 'pages');
  await printPages(plan, printed, { signal });
  signal?.throwIfAborted();
  const folder = editionFolder(source.edition);
  const files = await listFilesBelow(printed);
  const read = (file: string) => fs.readFile(path.join(printed, file), 'utf8');
  const pages = listEditionPages(folder, files, navigationOf(await read(`${folder}/index.html`)));
  const pieces = bundle({
    ...{ pages, read },
    ...(source.url !== undefined && { url: source.url }),
    attachments: await readAttachments(
      printed,
      files.filter((file) => file.startsWith(`${folder}/`)),
    ),
    attachedTo: 'raw',
    search: { index: toIndex(await read(`${folder}/search.js`)), folder },
  });
  return {
    name: `${cluster}-${source.edition.day}T${source.edition.time}`,
    pieces,
    pages: pages.length,
    pseudonyms: source.pseudonyms,
    ...(source.mapping && { mapping: source.mapping }),
  };
}

/** What the pages are printed from. */
interface EditionSource {
  store: Store;
  /** Folder of pages that know the earlier editions. */
  out: string;
  edition: EditionPlan;
  title: string;
  url?: string;
  pseudonyms: Pseudonym[];
  mapping?: Mapping;
  redaction?: Redaction;
}

/** The edition as `publish` would print it, with all its tables. */
async function planEdition(store: Store, site: string, stored: StoredSnapshot): Promise<EditionPlan> {
  const { snapshots } = await readManifest(store, stored.cluster);
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
    form: 'full',
  };
}

const toRef = ({ cluster, file, number, time }: StoredSnapshot): EditionRef => ({
  ...toEditionKey(cluster, file),
  number,
  instant: time,
});

/** A separate store and site that hold only what the profile shows. */
async function redactEdition(
  edition: EditionPlan,
  { store, site, mapping, forceDrop }: ShareOptions,
  profile: Profile,
  scratch: string,
): Promise<EditionSource> {
  const { stored, previous, before } = edition;
  const snapshot = await readOrExplain(store, stored!);
  const snapshotBefore = before && (await readOrNothing(store, before.cluster, before));
  const trail = previous && (await readTrail(site, previous));
  const both = snapshotBefore ? [snapshot, snapshotBefore] : [snapshot];
  const redactor = openRedactor(profile, both, [trail], {
    ...(mapping && { mapping }),
    forceDrop: forceDrop ?? false,
  });
  const ownStore = openStore(path.join(scratch, 'store'));
  const own = await writeCopy(ownStore, redactor.redactSnapshot(snapshot), stored!);
  const { cluster } = own;
  const ownBefore =
    before &&
    (snapshotBefore
      ? await writeCopy(ownStore, redactor.redactSnapshot(snapshotBefore), before)
      : // It cannot be read, and the page says so.
        { ...before, cluster });
  const out = path.join(scratch, 'site');
  if (previous && trail) {
    const target = path.join(out, editionFolder({ ...previous, cluster }), 'trail.json');
    await fs.mkdir(path.dirname(target), { recursive: true });
    await fs.writeFile(target, seal(redactor.redact(trail), trailPlace({ ...previous, cluster })));
  }
  redactor.finish();
  const pseudonyms = redactor.pseudonyms();
  return {
    ...{ store: ownStore, out, title: 'Gazette', pseudonyms, mapping: redactor.mapping() },
    edition: {
      ...edition,
      cluster,
      stored: own,
      previous: previous && { ...previous, cluster },
      before: ownBefore,
    },
    redaction: listRedactions(profile, pseudonyms, redactor.removed()),
  };
}

async function readOrExplain(store: Store, stored: StoredSnapshot): Promise<Snapshot> {
  try {
    return await readSnapshot(store, stored.cluster, stored);
  } catch (error) {
    if (!(error instanceof DamagedSnapshotError)) throw error;
    throw new GazetteError(`the snapshot cannot be shared: ${error.message}`, {
      hint: 'gazette verify says what is damaged.',
    });
  }
}

/** Since when the findings exist: from the trail of the edition before. */
async function readTrail(site: string, previous: EditionRef) {
  const text = await readIfThere(path.join(site, editionFolder(previous), 'trail.json'));
  return parseSealed(text?.toString(), TrailSchema, trailPlace(previous));
}

/** Files beside a page to which its masthead links. */
function navigationOf(html: string): Set<string> {
  const $ = load(html);
  return new Set(
    $('header.masthead nav a')
      .toArray()
      .map((link) => $(link).attr('href')!),
  );
}

/** The data of `search.js`, a script that sets a global. */
const toIndex = (script: string) => JSON.parse(script.slice(script.indexOf('=') + 1)) as SearchIndex;
