/** Snapshots → site: prints what is new and merges it into the published folder. */
import fs from 'node:fs/promises';
import path from 'node:path';
import type { EditionKey } from '../site/paths.ts';
import type { EditionPlan } from '../site/plan.ts';
import { takeLock } from '../snapshots/lock.ts';
import { buildPages, PROJECT } from './build-pages.ts';
import { mergePages, prepareSite } from './merge.ts';
import { planWork, type Work } from './plan.ts';
import { readEditionRecord } from './published.ts';
import { readState, writeState } from './state.ts';

export interface PublishOptions {
  /** Folder of the snapshots. */
  data: string;
  /** Folder of the published pages; on any volume. */
  out: string;
  title: string;
  /** Version of Gazette. */
  gazette: string;
  /** Names of clusters in the order of the front page; the others follow by name. */
  order: readonly string[];
  /** Editions to print although they stand on the site already. */
  again?: { cluster?: string; wants: (key: EditionKey) => boolean };
  now: () => Date;
  /** Told after each build how many editions are printed, of how many. */
  onProgress?: (printed: number, all: number) => void;
}

export interface Published {
  editions: EditionKey[];
  /** Editions whose snapshot cannot be read, with the reason. */
  damaged: { edition: EditionKey; why: string }[];
  days: number;
  clusters: string[];
}

/** One build holds the reports of its editions in memory until it ends. */
const OBJECTS_PER_BUILD = 60_000;

/**
 * Prints every edition that the site lacks, and the pages that change. Idempotent, and repaired by running again after
 * a crash at any point.
 * @throws {GazetteError} when there is nothing to publish, or another publish is running.
 */
export async function publish(options: PublishOptions): Promise<Published> {
  const { data, out, title, gazette, order, again, now, onProgress } = options;
  const workshop = path.join(PROJECT, '.gazette');
  await fs.mkdir(workshop, { recursive: true });
  // Two builds in one checkout clash on Astro's own scratch files.
  const buildLock = await takeLock(workshop, 'publish', now);
  try {
    const work = await planWork({ data, out, state: await readState(out), order, again });
    await prepareSite(out);
    const siteLock = await takeLock(path.join(out, '-'), 'publish', now);
    const scratch = path.join(workshop, 'build');
    try {
      const batches = toBatches(work.editions);
      let printed = 0;
      for (const [index, editions] of batches.entries()) {
        const isLast = index === batches.length - 1;
        await fs.rm(scratch, { recursive: true, force: true });
        const plan = {
          gazette,
          title,
          data,
          out,
          editions,
          days: isLast ? work.days : [],
          clusters: isLast ? work.clusters : undefined,
        };
        await mergePages(await buildPages(plan, scratch), out);
        printed += editions.length;
        onProgress?.(printed, work.editions.length);
      }
      await writeState(out, work.state);
      return await toPublished(out, work);
    } finally {
      await fs.rm(scratch, { recursive: true, force: true });
      await siteLock.release();
    }
  } finally {
    await buildLock.release();
  }
}

/** At least one batch, so that the changing pages are printed even when no edition is new. */
function toBatches(editions: readonly EditionPlan[]): EditionPlan[][] {
  const batches: EditionPlan[][] = [[]];
  let objects = 0;
  for (const edition of editions) {
    const size = edition.stored?.objects ?? 0;
    if (objects > 0 && objects + size > OBJECTS_PER_BUILD) {
      batches.push([]);
      objects = 0;
    }
    objects += size;
    batches.at(-1)?.push(edition);
  }
  return batches;
}

async function toPublished(out: string, work: Work): Promise<Published> {
  const damaged: Published['damaged'] = [];
  for (const edition of work.editions) {
    const why = (await readEditionRecord(out, edition))?.damaged;
    if (why !== undefined) damaged.push({ edition, why });
  }
  return {
    editions: work.editions,
    damaged,
    days: work.days.length,
    clusters: work.clusters.map((cluster) => cluster.name),
  };
}
