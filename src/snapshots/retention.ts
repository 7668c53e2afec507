/** Decides which snapshots may be deleted. Pure. */
import { inOrder, keyframeOf, type StoredSnapshot } from './fold-manifest.ts';
import { isLying } from './schema.ts';

/** How long each step of the thinning lasts, in seconds, one after the other. An absent step is skipped. */
export interface RetentionPolicy {
  /** How long every snapshot is kept. */
  all?: number;
  /** How long one snapshot every six hours is kept after that. */
  sixHourly?: number;
  /** How long one snapshot a day is kept after that; absent means for ever. */
  daily?: number;
}

export interface RetentionPlan {
  keep: StoredSnapshot[];
  remove: StoredSnapshot[];
}

const SIX_HOURS = 6 * 3600;
const DAY = 24 * 3600;

/**
 * Sorts snapshots into those to keep and those to remove. The first readable snapshot of each six hours or each UTC day
 * is kept. So thinning every day gives the same result as thinning once. The latest snapshot, pinned snapshots and the
 * keyframes of kept snapshots always stay. A policy without any step keeps everything.
 */
export function planRetention(
  snapshots: readonly StoredSnapshot[],
  policy: RetentionPolicy,
  now: Date,
): RetentionPlan {
  const { all = 0, sixHourly = 0, daily = Infinity } = policy;
  if (Object.values(policy).every((step) => step === undefined)) return { keep: [...snapshots], remove: [] };
  const times = believableTimes(snapshots);
  const first = (seconds: number) => firstOfEach(seconds, snapshots, times);
  const [firstOfSixHours, firstOfDay] = [first(SIX_HOURS), first(DAY)];
  const kept = new Set<StoredSnapshot>();
  const latest = inOrder(snapshots).at(-1);
  for (const snapshot of snapshots) {
    const age = now.getTime() / 1000 - times.get(snapshot)!;
    const isKept =
      snapshot === latest ||
      snapshot.pinned ||
      age < all ||
      (age < all + sixHourly && firstOfSixHours.has(snapshot)) ||
      (age < all + sixHourly + daily && firstOfDay.has(snapshot));
    if (isKept) kept.add(snapshot);
  }
  const needed = new Set([...kept].map((snapshot) => keyframeOf(snapshot)?.file));
  const stays = (snapshot: StoredSnapshot) => kept.has(snapshot) || needed.has(snapshot.file);
  return {
    keep: snapshots.filter(stays),
    remove: snapshots.filter((snapshot) => !stays(snapshot)),
  };
}

/** Seconds since 1970. A snapshot with a wrong clock takes the time of the snapshot before it, or else of the next. */
function believableTimes(snapshots: readonly StoredSnapshot[]): Map<StoredSnapshot, number> {
  const seconds = ({ time }: StoredSnapshot) => Date.parse(time) / 1000;
  const ordered = snapshots.toSorted((a, b) => a.number - b.number);
  const times = new Map<StoredSnapshot, number>();
  let near = ordered.find(({ marks }) => !marks?.length);
  for (const snapshot of ordered) {
    if (!snapshot.marks?.length) near = snapshot;
    times.set(snapshot, seconds(isLying(snapshot) ? (near ?? snapshot) : snapshot));
  }
  return times;
}

function firstOfEach(
  seconds: number,
  snapshots: readonly StoredSnapshot[],
  times: Map<StoredSnapshot, number>,
): Set<StoredSnapshot> {
  const first = new Map<number, StoredSnapshot>();
  const rank = (snapshot: StoredSnapshot) =>
    [snapshot.missing ? 1 : 0, times.get(snapshot)!, snapshot.number] as const;
  for (const snapshot of snapshots) {
    if (isLying(snapshot)) continue;
    const bucket = Math.floor(times.get(snapshot)! / seconds);
    const other = first.get(bucket);
    if (!other || isBefore(rank(snapshot), rank(other))) first.set(bucket, snapshot);
  }
  return new Set(first.values());
}

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const differs = a.findIndex((value, index) => value !== b[index]);
  return differs !== -1 && a[differs]! < b[differs]!;
}
