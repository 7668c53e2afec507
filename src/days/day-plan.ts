/** Decides which snapshots make a Day, and what that means for the existing Day. Pure. */
import { FOLD_VERSION, type Day } from '../history/day/day.ts';
import type { SnapshotRecord } from '../history/day/snapshot-record.ts';
import { placeInTime } from '../history/day/place-in-time.ts';
import { fromUnix, toUnix } from '../history/day/unix.ts';
import { dayOf } from '../snapshots/paths.ts';
import type { ManifestLine, ManifestSnapshot } from '../snapshots/schema.ts';
import { foldManifest, inOrder, type StoredSnapshot } from '../snapshots/fold-manifest.ts';

/** A snapshot of a Day, at its place in the cluster's order. */
export interface Wanted {
  number: number;
  at: number;
  says?: number;
  /** The digest as a Day records it. */
  digest: string;
  marks?: ManifestSnapshot['marks'];
  /** Why the snapshot was deleted. */
  gone?: 'retention' | 'purge';
  /** The stored snapshot; absent when it was deleted, or is not needed. */
  stored?: StoredSnapshot;
}

/** Snapshots by the UTC day of their own times, including deleted snapshots. */
export function planDays(cluster: string, lines: readonly ManifestLine[]): Map<string, Wanted[]> {
  const { snapshots, tombstones } = foldManifest(cluster, lines);
  const kept = new Map(snapshots.map((snapshot) => [snapshot.number, snapshot]));
  const why = new Map(tombstones.map((tombstone) => [tombstone.number, tombstone.why]));
  const taken = lines.filter((line) => line.type === 'snapshot');
  const byDay = Map.groupBy(taken, ({ time }) => dayOf(time));
  const toWanted = (line: ManifestSnapshot) => {
    const stored = kept.get(line.number);
    return { ...line, digest: shorten((stored ?? line).digest), stored, gone: why.get(line.number) };
  };
  return new Map([...byDay].map(([day, own]) => [day, placeAll(inOrder(own).map(toWanted))]));
}

/** The same for lines that come after a Day. The Day's own snapshots are taken as the Day records them. */
export function planAfter(cluster: string, day: Day | undefined, lines: readonly ManifestLine[]) {
  const plan = planDays(cluster, lines);
  if (!day) return plan;
  const own = day.snapshots.map(({ at, says = at, ...record }) => ({ ...record, time: fromUnix(says) }));
  const next = (plan.get(day.day) ?? []).map((one) => ({ ...one, time: fromUnix(one.says ?? one.at) }));
  return plan.set(day.day, placeAll(inOrder([...own, ...next])));
}

const shorten = (digest: string) => digest.replace('sha256:', '').slice(0, 16);

type Unplaced = Omit<Wanted, 'at' | 'says'> & { time: string };

function placeAll(ordered: readonly Unplaced[]): Wanted[] {
  const placed = placeInTime(
    ordered.map(({ time, marks }) => ({ time: toUnix(time)!, ...(marks && { marks }) })),
  );
  return ordered.map(({ number, time, digest, marks, gone, stored }, index) => {
    const [at, says] = [placed[index]!, toUnix(time)!];
    return {
      number,
      at,
      ...(says !== at && { says }),
      digest,
      ...(marks && { marks }),
      ...(gone && { gone }),
      ...(stored && { stored }),
    };
  });
}

type Verdict =
  /** Nothing to do. */
  | { what: 'current' }
  /** These snapshots follow after the last one. */
  | { what: 'append'; wanted: Wanted[] }
  /** The Day is folded anew from its opening. */
  | { what: 'refold' }
  /** The Day knows more than its remaining snapshots; these came too late for it. */
  | { what: 'keep'; late: Wanted[] };

/**
 * What happens to a Day. If retention deleted some of its snapshots, the Day stays as it is, because nothing else knows
 * what it knows. Only a purge has such a Day folded anew.
 * @param again whether the Day is folded anew in any case
 * @param readable numbers of damaged snapshots that are readable now
 */
export function judgeDay(
  day: Day,
  wanted: readonly Wanted[],
  { again, readable }: { again: boolean; readable: ReadonlySet<number> },
): Verdict {
  const byNumber = new Map(wanted.map((one) => [one.number, one]));
  const has = new Set(day.snapshots.map(({ number }) => number));
  const late = wanted.filter(({ number }) => !has.has(number));
  const folded = day.snapshots.filter(isFolded);
  const isPurged = folded.some(({ number, digest }) => {
    const now = byNumber.get(number);
    return now && (now.gone === 'purge' || (!now.gone && now.digest !== digest));
  });
  if (isPurged) return { what: 'refold' };
  const isNext = late.length > 0 && followsOn(day, wanted);
  const isThinned = folded.some(
    ({ number }) => byNumber.get(number)?.gone !== undefined || !byNumber.has(number),
  );
  if (isThinned) return isNext ? { what: 'append', wanted: late } : { what: 'keep', late };
  const isStale =
    again ||
    day.fold !== FOLD_VERSION ||
    day.snapshots.some(({ number, damaged }) => damaged !== undefined && readable.has(number));
  if (isStale) return { what: 'refold' };
  if (late.length === 0) return { what: 'current' };
  return isNext ? { what: 'append', wanted: late } : { what: 'refold' };
}

const isFolded = ({ damaged, gone, leftOut }: Partial<SnapshotRecord>) =>
  damaged === undefined && gone === undefined && !leftOut;

/** Whether the Day's snapshots come first, in the same order. */
function followsOn({ snapshots }: Day, wanted: readonly Wanted[]): boolean {
  const out = new Set(snapshots.filter(({ leftOut }) => leftOut).map(({ number }) => number));
  const others = wanted.filter(({ number }) => !out.has(number));
  return snapshots
    .filter(({ leftOut }) => !leftOut)
    .every(({ number, at }, index) => others[index]?.number === number && others[index].at === at);
}
