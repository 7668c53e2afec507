/** An incident review → one file: printed anew, redacted on request, and bundled. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { GazetteError } from '../errors.ts';
import { dayOfUnix, SECONDS_A_DAY } from '../history/day/unix.ts';
import { DAY_PARTS } from '../history/day/day-files.ts';
import { printPages } from '../publish/print-pages.ts';
import { listPlaced } from '../publish/plan-reviews.ts';
import type { Plan, Redaction, ReviewPlan, ReviewSnapshot } from '../site/plan.ts';
import { reviewFile } from '../site/records/review-record.ts';
import { daysBesideSite, daysOf, listDays, readDayPart, writeDay } from '../snapshots/days.ts';
import { listFilesBelow } from '../snapshots/files.ts';
import { openFolder } from '../snapshots/folder.ts';
import { openStore, type Store } from '../snapshots/open-store.ts';
import { listReviews } from '../snapshots/reviews.ts';
import { listClusters } from '../snapshots/store.ts';
import { writeCopy } from '../snapshots/write-copy.ts';
import { bundle } from './bundle.ts';
import { collectDayNames, collectNames, mergeNames, toNames, type Names } from './collect-names.ts';
import { listRedactions } from './list-redactions.ts';
import type { Profile } from './profile.ts';
import type { Mapping, Pseudonym } from './pseudonyms.ts';
import { prepareRedactor } from './redact.ts';
import {
  makeCopy,
  readAttachments,
  readOrNothing,
  type SharedCopy,
  type ShareOptions,
} from './shared-copy.ts';

/** `prod-2026-11-20T1300Z-1430Z`; undefined if the text names no review: no address contains a time of that form. */
export function toReviewId(text: string): string | undefined {
  const name = path.posix.basename(text).replace(/\.(?:html|md|json)$/, '');
  return /^[a-z0-9-]+-\d{4}-\d\d-\d\dT\d{4,6}Z-[0-9TZ-]+Z$/.test(name) ? name : undefined;
}

/**
 * Prints a review for a copy.
 * @throws {GazetteError} No review has that name.
 */
export async function shareReview(id: string, options: ShareOptions): Promise<SharedCopy> {
  const plan = await planReview(id, options);
  return makeCopy((scratch) => print(plan, options, scratch));
}

async function planReview(id: string, { store, site }: ShareOptions): Promise<ReviewPlan> {
  const known: string[] = [];
  for (const cluster of await listClusters(store)) {
    const { reviews } = await listReviews(store, cluster);
    known.push(...reviews.map((review) => review.id));
    const definition = reviews.find((review) => review.id === id);
    if (!definition) continue;
    const wanted = new Set(definition.snapshots);
    const snapshots = (await listPlaced(store, cluster)).filter(({ number }) => wanted.has(number));
    // If the store is read-only, the Days are kept with the site.
    const beside = daysOf(store, cluster);
    const isBeside = (await listDays(beside)).length > 0;
    const daysShelf = isBeside ? beside : daysBesideSite(site, cluster);
    return { definition, snapshots, daysShelf };
  }
  throw new GazetteError(`there is no review "${id}" in ${store.name}`, {
    hint:
      known.length > 0
        ? `There are: ${known.slice(-5).join(', ')}.`
        : 'Make one with `gazette review`, or give the folder of the snapshots with --data.',
  });
}

/** What the page is printed from. */
interface ReviewSource {
  store: Store;
  out: string;
  title: string;
  url?: string;
  review: ReviewPlan;
  pseudonyms: Pseudonym[];
  mapping?: Mapping;
  redaction?: Redaction;
}

async function print(
  review: ReviewPlan,
  options: ShareOptions,
  scratch: string,
): Promise<Omit<SharedCopy, 'close'>> {
  const { store, site, profile, gazette, signal } = options;
  const source: ReviewSource = profile
    ? await redactReview(review, options, profile, scratch)
    : {
        ...{ store, out: site, title: options.title, review, pseudonyms: [] },
        ...(options.url !== undefined && { url: options.url }),
      };
  const { id, written } = source.review.definition;
  const plan: Plan = {
    ...{ gazette, title: source.title, store: source.store, out: source.out, reviews: [source.review] },
    ...{
      editions: [],
      days: [],
      workloads: [],
      nodes: [],
      digests: [],
      timeZone: 'UTC',
      clusters: [],
      order: [],
    },
    fullTablesUpTo: 0,
    copy: {
      name: id,
      of: { review: { snapshots: source.review.snapshots.length, written } },
      redaction: source.redaction,
    },
    ...(source.url !== undefined && { url: source.url }),
  };
  const printed = path.join(scratch, 'pages');
  await printPages(plan, printed, { signal });
  signal?.throwIfAborted();
  const file = reviewFile(id);
  const read = (name: string) => fs.readFile(path.join(printed, name), 'utf8');
  const beside = (await listFilesBelow(printed)).filter((name) => name.startsWith(file.replace(/html$/, '')));
  return {
    name: id,
    pages: 1,
    pseudonyms: source.pseudonyms,
    ...(source.mapping && { mapping: source.mapping }),
    pieces: bundle({
      pages: [{ file, slug: 'review', title: 'Review' }],
      read,
      ...(source.url !== undefined && { url: source.url }),
      attachments: await readAttachments(printed, beside),
      attachedTo: 'review',
    }),
  };
}

/** One snapshot at a time is in memory. Names are collected first, then all data is read once, then written. */
async function redactReview(
  plan: ReviewPlan,
  options: ShareOptions,
  profile: Profile,
  scratch: string,
): Promise<ReviewSource> {
  const { cluster } = plan.definition;
  const { mapping, forceDrop = false } = options;
  const names = [
    ...(await collectAllNames(plan, options)),
    toNames([{ class: 'cluster', text: cluster, of: cluster }]),
  ];
  const redactor = prepareRedactor(profile, mergeNames(names), { ...(mapping && { mapping }), forceDrop });
  redactor.lookAt(plan.definition);
  for await (const { snapshot } of eachSnapshot(plan, options)) if (snapshot) redactor.lookAt(snapshot);
  for await (const { parts } of eachDay(plan)) redactor.lookAt(parts);
  const settled = redactor.settle();
  const written = await writeRedacted(plan, options, settled, scratch);
  settled.finish();
  const given = settled.pseudonyms();
  return {
    ...{ store: written.store, out: path.join(scratch, 'site'), title: 'Gazette', pseudonyms: given },
    mapping: settled.mapping(),
    review: written.review,
    redaction: listRedactions(profile, given, settled.removed()),
  };
}

/** The Days around the window and its snapshots, each with its parts. */
async function* eachDay({ definition, snapshots, daysShelf }: ReviewPlan) {
  const times = snapshots.map(({ at }) => at);
  const first = dayOfUnix(Math.min(definition.from, ...times));
  const last = dayOfUnix(Math.max(definition.to, ...times) + SECONDS_A_DAY);
  for (const day of await listDays(daysShelf)) {
    if (day < first || day > last) continue;
    const parts: Record<string, unknown> = {};
    for (const part of Object.keys(DAY_PARTS)) {
      const text = await readDayPart(daysShelf, day, part);
      if (text !== undefined) parts[part] = JSON.parse(text);
    }
    yield { day, parts };
  }
}

/** The snapshots; without content if it cannot be read. */
async function* eachSnapshot({ definition, snapshots }: ReviewPlan, { store, signal }: ShareOptions) {
  for (const one of snapshots) {
    signal?.throwIfAborted();
    yield { one, snapshot: one.stored && (await readOrNothing(store, definition.cluster, one.stored)) };
  }
}

async function collectAllNames(plan: ReviewPlan, options: ShareOptions): Promise<Names[]> {
  const names: Names[] = [];
  for await (const { snapshot } of eachSnapshot(plan, options)) {
    if (snapshot) names.push(collectNames(snapshot));
  }
  for await (const { parts } of eachDay(plan)) names.push(collectDayNames(parts));
  return names;
}

/** Writes everything redacted into a store of its own. */
async function writeRedacted(
  plan: ReviewPlan,
  options: ShareOptions,
  { redact, redactSnapshot }: ReturnType<ReturnType<typeof prepareRedactor>['settle']>,
  scratch: string,
): Promise<{ store: Store; review: ReviewPlan }> {
  const definition = redact(plan.definition);
  const store = openStore(path.join(scratch, 'store'));
  const snapshots: ReviewSnapshot[] = [];
  for await (const { one, snapshot } of eachSnapshot(plan, options)) {
    if (one.stored && snapshot)
      snapshots.push({ ...one, stored: await writeCopy(store, redactSnapshot(snapshot), one.stored) });
    // The snapshot cannot be read, and the page says so.
    else
      snapshots.push(one.stored ? { ...one, stored: { ...one.stored, cluster: definition.cluster } } : one);
  }
  const daysShelf = openFolder(path.join(scratch, 'days'));
  for await (const { day, parts } of eachDay(plan)) {
    const texts = Object.entries(parts).map(([part, value]) => [part, JSON.stringify(redact(value))]);
    await writeDay(daysShelf, day, Object.fromEntries(texts) as Record<string, string>);
  }
  return { store, review: { definition, snapshots, daysShelf } };
}
