/** A cluster's last time of trouble, from its Days, the newest first. */
import { joinTracks } from '../history/day/cut.ts';
import { dayOfUnix, startOfDay } from '../history/day/unix.ts';
import { looksOf } from '../history/period/duration-range.ts';
import { findSpells } from '../history/period/recoveries.ts';
import { GazetteError } from '../errors.ts';
import { windowAround } from '../review/window.ts';
import { checkCluster, listClusters } from '../snapshots/store.ts';
import { daysOf, listDays } from '../snapshots/days.ts';
import type { Store } from '../snapshots/open-store.ts';
import { loadDayStates, type DayStates } from './read-days.ts';

/** Days that are read at once: trouble of several days is one time. */
const SEVERAL = 8;

/**
 * The window for a review of the last time in which the cluster was degraded or failing.
 * @throws {GazetteError} Cluster unknown, or no trouble known.
 */
export async function findLastTrouble(store: Store, cluster: string): Promise<{ from: number; to: number }> {
  checkCluster(store, await listClusters(store), cluster);
  const shelf = daysOf(store, cluster);
  const names = await listDays(shelf);
  for (let end = names.length; end > 0; end -= SEVERAL) {
    const begin = Math.max(0, end - SEVERAL);
    const before = begin > 0 ? await loadDayStates(shelf, names[begin - 1]!) : undefined;
    const days: DayStates[] = [];
    for (const name of names.slice(begin, end)) {
      const day = await loadDayStates(shelf, name);
      if (day) days.push(day);
    }
    const track = joinTracks(days.map((day) => ({ day, track: day.states })));
    const last = findSpells(
      track.map((stretch) => ({ ...stretch, since: stretch.from })),
      looksOf(before, days),
    ).at(-1);
    if (last) return windowAround(last);
  }
  const newest = names.at(-1);
  throw new GazetteError(`${cluster}: its histories know no trouble`, {
    hint:
      newest === undefined
        ? 'There are none yet: run gazette publish.'
        : `They reach to ${dayOfUnix(startOfDay(newest))}: run gazette publish for newer snapshots.`,
  });
}
