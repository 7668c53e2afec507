/** Whether a year of pages and snapshots at the present pace still fits the volume of the site. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { SECONDS_A_DAY } from '../history/day/unix.ts';
import { editionFolder } from '../site/paths.ts';
import { pagesOf } from '../site/pages-of.ts';
import type { Store } from '../snapshots/open-store.ts';
import { isSnapshotFile } from '../snapshots/paths.ts';
import type { RetentionPolicy } from '../snapshots/retention.ts';
import type { KeepPolicy } from './plan-forms.ts';
import { addSize, projectSize, type KeptOfDay, type Pace, type Size } from './project-size.ts';
import {
  listPublishedClusters,
  listPublishedDays,
  listPublishedTimes,
  readEditionRecord,
} from './published.ts';

interface VolumeOptions {
  /** Folder of the published pages. */
  out: string;
  /** The snapshots. */
  store: Store;
  keep: KeepPolicy;
  retention?: RetentionPolicy;
}

export interface Volume {
  /** What a year adds to the volume, at the present pace. */
  year: Size;
  /** Bytes that are free. */
  free: number;
}

const YEAR = 365;

/** @returns undefined if the site has no edition to go by, or the volume does not say what is free */
export async function checkVolume({
  out,
  store,
  keep,
  retention,
}: VolumeOptions): Promise<Volume | undefined> {
  const site = await statOf(out);
  if (!site) return undefined;
  const isShared = site.dev === (await store.shelf.device());
  const keptOfDay = toKeptOfDay(retention);
  let year: Size = { files: 0, bytes: 0 };
  for (const cluster of await listPublishedClusters(out)) {
    const days = await listPublishedDays(out, cluster);
    const pace = await measurePace(out, cluster, days);
    if (!pace) continue;
    const [before, after] = [days.length, days.length + YEAR].map((count) =>
      projectSize(pace, count, { keep, keptOfDay }),
    );
    const grows = (of: 'pages' | 'snapshots') => addSize(after![of], before![of], -1);
    year = addSize(year, grows('pages'));
    // The site has copies of the store's files.
    year = addSize(year, grows('snapshots'), isShared ? 2 : 1);
  }
  return year.files > 0 ? { year, free: site.free } : undefined;
}

async function statOf(folder: string): Promise<{ dev: number; free: number } | undefined> {
  try {
    const [{ dev }, { bavail, bsize }] = await Promise.all([fs.stat(folder), fs.statfs(folder)]);
    return { dev, free: bavail * bsize };
  } catch {
    return undefined;
  }
}

const SIX_HOURS_A_DAY = 4;

function toKeptOfDay({ all, sixHourly, daily }: RetentionPolicy = {}): KeptOfDay {
  if (all === undefined && sixHourly === undefined && daily === undefined) return (taken) => taken;
  const [whole, thin] = [all ?? 0, (all ?? 0) + (sixHourly ?? 0)].map((seconds) => seconds / SECONDS_A_DAY);
  const last = thin! + (daily === undefined ? Infinity : daily / SECONDS_A_DAY);
  return (taken, age) =>
    age < whole! ? taken : age < thin! ? Math.min(taken, SIX_HOURS_A_DAY) : age < last ? 1 : 0;
}

/** Days that are looked at for an edition with all its pages. */
const LOOKED = 3;
/** What the single page of an edition takes at most. */
const SMALL_PAGE = 16_384;

/** From the newest edition with all its pages, and from its day. */
async function measurePace(out: string, cluster: string, days: readonly string[]): Promise<Pace | undefined> {
  for (const day of days.slice(-LOOKED).reverse()) {
    for (const time of (await listPublishedTimes(out, cluster, day)).reverse()) {
      const record = await readEditionRecord(out, { cluster, day, time });
      if (!record?.summary || record.full === false) continue;
      const files = await listSizes(path.join(out, editionFolder(record)), true);
      const beside = await listSizes(path.join(out, cluster, day), false);
      const { in: snapshots = [], out: pages = [] } = Object.groupBy(beside, ({ name }) =>
        isSnapshotFile(`${day}/${name}`) ? 'in' : 'out',
      );
      const isBrief = new Set([
        ...pagesOf({ full: false }).map((page) => `${page}.html`),
        'preview.png',
        ...RECORDS,
      ]);
      const records = sum(files.filter(({ name }) => RECORDS.includes(name)));
      const all = sum(snapshots);
      return {
        intervalSeconds: record.summary.intervalSeconds,
        editions: {
          full: sum(files),
          brief: sum(files.filter(({ name }) => isBrief.has(name))),
          small: addSize(records, { files: 1, bytes: SMALL_PAGE }),
        },
        day: sum(pages),
        snapshot: { files: 1, bytes: all.bytes / Math.max(1, all.files) },
      };
    }
  }
  return undefined;
}

const RECORDS = ['edition.json', 'trail.json'];

const sum = (files: readonly { bytes: number }[]): Size => ({
  files: files.length,
  bytes: files.reduce((total, { bytes }) => total + bytes, 0),
});

/** Files of a folder, with what they take on the disk. */
async function listSizes(folder: string, recursive: boolean): Promise<{ name: string; bytes: number }[]> {
  const entries = await fs.readdir(folder, { withFileTypes: true, recursive });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => {
        const { blocks } = await fs.stat(path.join(parentPath, name));
        return { name: path.relative(folder, path.join(parentPath, name)), bytes: blocks * 512 };
      }),
  );
}
