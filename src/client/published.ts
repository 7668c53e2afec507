/** The snapshots of the site: the days of each cluster, and the `editions.js` of each day. */
import type { EditionKey } from '../site/paths.ts';
import { takeEditions } from './editions.ts';
import { loadScript } from './load-script.ts';

/** A day's snapshots; times in order. */
export interface PublishedDay {
  /** Times that can be compared. */
  times: string[];
  damaged: string[];
  removed: string[];
}

export interface Published {
  /** Newest first; none for an unknown cluster. */
  daysOf: (cluster: string) => readonly string[];
  load: (cluster: string, day: string) => Promise<PublishedDay>;
  /** The last edition. */
  findLast: (cluster: string) => Promise<EditionKey | undefined>;
  /** The edition before another. */
  findBefore: (key: EditionKey) => Promise<EditionKey | undefined>;
  /** The nearest edition to a moment in milliseconds; only within a day if `within` names it. */
  findNearest: (cluster: string, moment: number, within?: string) => Promise<EditionKey | undefined>;
}

/**
 * @param root address of the site
 * @param days of each cluster, newest first
 */
export function openPublished(root: string, days: ReadonlyMap<string, readonly string[]>): Published {
  const known = new Map<string, Promise<PublishedDay>>();
  const daysOf = (cluster: string) => days.get(cluster) ?? [];
  const load = (cluster: string, day: string) => {
    const key = `${cluster}/${day}`;
    let found = known.get(key);
    if (!found) {
      found = loadDay(`${root}${key}/editions.js`, key);
      known.set(key, found);
      // The script may exist the next time.
      found.catch(() => known.delete(key));
    }
    return found;
  };
  const findLast = async (cluster: string, isFit: (key: EditionKey) => boolean = () => true) => {
    for (const day of daysOf(cluster)) {
      if (!isFit({ cluster, day, time: '' })) continue;
      const { times } = await load(cluster, day);
      const time = times.findLast((one) => isFit({ cluster, day, time: one }));
      if (time !== undefined) return { cluster, day, time };
    }
    return undefined;
  };
  return {
    daysOf,
    load,
    findLast: (cluster) => findLast(cluster),
    findBefore: ({ cluster, day, time }) =>
      findLast(cluster, (one) => `${one.day}T${one.time}` < `${day}T${time}`),
    async findNearest(cluster, moment, within) {
      const day = new Date(moment).toISOString().slice(0, 'YYYY-MM-DD'.length);
      const all = daysOf(cluster);
      const place = all.findIndex((one) => one <= day);
      const at = place === -1 ? all.length : place;
      // Near midnight, the nearest edition may be on another day. Near a gap, it may be several days away.
      const near = within === undefined ? all.slice(Math.max(0, at - 1), at + 2) : [within];
      const loaded = await Promise.all(
        near.map(async (one) =>
          (await load(cluster, one)).times.map((time) => ({ cluster, day: one, time })),
        ),
      );
      const distance = (key: EditionKey) => Math.abs(momentOf(key) - moment);
      return loaded.flat().sort((a, b) => distance(a) - distance(b))[0];
    },
  };
}

/** In milliseconds. */
export const momentOf = ({ day, time }: EditionKey): number => Date.parse(`${day}T${expandTime(time)}Z`);

/** `07:15:00` */
export const expandTime = (time: string) => `${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4, 6)}`;

async function loadDay(src: string, name: string): Promise<PublishedDay> {
  try {
    await loadScript(src);
  } catch {
    throw new Error(`the list of the editions of ${name} could not be loaded`);
  }
  // Read immediately: the next day's script uses the same global.
  const { times = [], damaged = [], removed = [] } = takeEditions() ?? {};
  const isOut = new Set([...damaged, ...removed]);
  return { times: times.filter((time) => !isOut.has(time)), damaged, removed };
}
