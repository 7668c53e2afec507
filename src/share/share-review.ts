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
  { definition, snapshots, daysShelf }: ReviewPlan,
  { store, signal, mapping, forceDrop }: ShareOptions,
  profile: Profile,
  scratch: string,
): Promise<ReviewSource> {
  const { cluster, from, to } = definition;
  const times = snapshots.map(({ at }) => at);
  const [first, last] = [Math.min(from, ...times), Math.max(to, ...times) + SECONDS_A_DAY];
  const days = (await listDays(daysShelf)).filter((day) => day >= dayOfUnix(first) && day <= dayOfUnix(last));
  async function* eachDay() {
    for (const day of days) {
      const parts: Record<string, unknown> = {};
      for (const part of Object.keys(DAY_PARTS)) {
        const text = await readDayPart(daysShelf, day, part);
        if (text !== undefined) parts[part] = JSON.parse(text);
      }
      yield { day, parts };
    }
  }
  async function* eachSnapshot() {
    for (const one of snapshots) {
      signal?.throwIfAborted();
      yield { one, snapshot: one.stored && (await readOrNothing(store, cluster, one.stored)) };
    }
  }

  const names: Names[] = [];
  for await (const { snapshot } of eachSnapshot()) if (snapshot) names.push(collectNames(snapshot));
  for await (const { parts } of eachDay()) names.push(collectDayNames(parts));
  names.push(toNames([{ class: 'cluster', text: cluster, of: cluster }]));
  const redactor = prepareRedactor(profile, mergeNames(names), {
    ...(mapping && { mapping }),
    forceDrop: forceDrop ?? false,
  });
  redactor.lookAt(definition);
  for await (const { snapshot } of eachSnapshot()) if (snapshot) redactor.lookAt(snapshot);
  for await (const { parts } of eachDay()) redactor.lookAt(parts);
  const settled = redactor.settle();
  const { redact, redactSnapshot, pseudonyms, removed } = settled;

  const own = redact(definition);
  const ownStore = openStore(path.join(scratch, 'store'));
  const written: ReviewSnapshot[] = [];
  for await (const { one, snapshot } of eachSnapshot()) {
    if (one.stored && snapshot)
      written.push({ ...one, stored: await writeCopy(ownStore, redactSnapshot(snapshot), one.stored) });
    // The snapshot cannot be read, and the page says so.
    else written.push(one.stored ? { ...one, stored: { ...one.stored, cluster: own.cluster } } : one);
  }
  const ownDays = openFolder(path.join(scratch, 'days'));
  for await (const { day, parts } of eachDay()) {
    const texts = Object.entries(parts).map(([part, value]) => [part, JSON.stringify(redact(value))]);
    await writeDay(ownDays, day, Object.fromEntries(texts) as Record<string, string>);
  }
  settled.finish();
  const given = pseudonyms();
  return {
    ...{ store: ownStore, out: path.join(scratch, 'site'), title: 'Gazette', pseudonyms: given },
    mapping: settled.mapping(),
    review: { definition: own, snapshots: written, daysShelf: ownDays },
    redaction: listRedactions(profile, given, removed()),
  };
}
