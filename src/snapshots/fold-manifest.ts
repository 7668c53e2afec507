/** Adds up the lines of a manifest: the snapshots that a store holds. Pure. */
import { dayOf, isKeyframe, stampOf } from './paths.ts';
import type { ManifestLine, ManifestSnapshot, ManifestTombstone } from './schema.ts';

/** A snapshot in a store, as its manifest describes it. */
export interface StoredSnapshot extends ManifestSnapshot {
  cluster: string;
  /** Retention does not delete it: a person pinned it, or a review rests on it. */
  pinned: boolean;
  /** Reviews that pin it. */
  reviews?: readonly string[];
  /** A person pinned it. */
  ownPin?: boolean;
  /** Somebody took its last pin away. */
  unpinned?: boolean;
  /** Why a person pinned it. */
  note?: string;
  /** Why the snapshot cannot be read, if a file that it needs is missing. */
  missing?: string;
}

/** A store of one cluster. */
export interface Manifest {
  /** In the order of their numbers, without those deleted on purpose. */
  snapshots: StoredSnapshot[];
  tombstones: ManifestTombstone[];
  /** What is wrong with the manifest, one sentence each. */
  problems: string[];
}

/** Applies the lines in their order. Lines about unknown snapshots are skipped. */
export function foldManifest(
  cluster: string,
  lines: readonly ManifestLine[],
): Pick<Manifest, 'snapshots' | 'tombstones'> {
  const byNumber = new Map<number, StoredSnapshot>();
  const tombstones: ManifestTombstone[] = [];
  for (const line of lines) {
    const snapshot = byNumber.get(line.number);
    if (line.type === 'snapshot') byNumber.set(line.number, { ...line, cluster, pinned: false });
    else if (line.type === 'tombstone') {
      tombstones.push(line);
      byNumber.delete(line.number);
    } else if (!snapshot) continue;
    else if (line.type === 'rewrite') {
      const { digest, bytes, objects, base } = line;
      Object.assign(snapshot, { digest, bytes, objects, base });
    } else Object.assign(snapshot, pinnedBy(snapshot, line));
  }
  const snapshots = [...byNumber.values()].sort((a, b) => a.number - b.number);
  return { snapshots, tombstones };
}

/** Pins are a set: that of a person, and one of each review. None replaces another. */
function pinnedBy(
  snapshot: StoredSnapshot,
  { type, note, review }: Extract<ManifestLine, { type: 'pin' | 'unpin' }>,
): Partial<StoredSnapshot> {
  const { reviews = [] } = snapshot;
  const isPin = type === 'pin';
  if (review === undefined) {
    // Pinned again without a note, the snapshot keeps its old note.
    const own = {
      pinned: isPin || reviews.length > 0,
      ownPin: isPin,
      note: isPin ? (note ?? snapshot.note) : undefined,
    };
    return { ...own, unpinned: !own.pinned };
  }
  const left = reviews.filter((one) => one !== review);
  const now = isPin ? [...left, review] : left;
  const pinned = now.length > 0 || snapshot.ownPin === true;
  return { pinned, unpinned: !pinned, reviews: now };
}

/** A copy in which each snapshot says whether the files that it needs exist. */
export function markMissing(
  snapshots: StoredSnapshot[],
  isThere: (file: string) => boolean,
): StoredSnapshot[] {
  return snapshots.map((snapshot) => {
    const file = [snapshot.file, snapshot.base?.file].find((needed) => needed && !isThere(needed));
    if (file === undefined) return snapshot;
    const role = file === snapshot.file ? 'is missing' : 'is missing, the keyframe that this delta needs';
    return { ...snapshot, missing: `${snapshot.cluster}/${file} ${role}` };
  });
}

/** `prod/2026-11-22T071500Z`: the address of exactly this snapshot. */
export const formatAddress = (snapshot: Pick<StoredSnapshot, 'cluster' | 'time'>) =>
  `${snapshot.cluster}/${dayOf(snapshot.time)}T${stampOf(snapshot.time)}`;

/** The keyframe that a snapshot is, or is relative to. */
export const keyframeOf = ({ file, digest, base }: Pick<ManifestSnapshot, 'file' | 'digest' | 'base'>) =>
  base ?? (isKeyframe(file) ? { file, digest } : undefined);

/**
 * Snapshots in the order in which the cluster went through them: by number. Imported snapshots were numbered later and
 * stand where their time belongs.
 */
export function inOrder<Entry extends Pick<ManifestSnapshot, 'number' | 'time' | 'marks'>>(
  snapshots: readonly Entry[],
): Entry[] {
  const isLate = (snapshot: Entry) => snapshot.marks?.includes('late') ?? false;
  const time = (snapshot: Entry) => Date.parse(snapshot.time);
  const late = snapshots.filter(isLate).sort((a, b) => time(a) - time(b) || a.number - b.number);
  const ordered: Entry[] = [];
  let next = 0;
  for (const snapshot of snapshots.filter((entry) => !isLate(entry)).sort((a, b) => a.number - b.number)) {
    // A wrong clock must not move imported neighbours.
    if (!snapshot.marks?.length) {
      while (late[next] && time(late[next]!) < time(snapshot)) ordered.push(late[next++]!);
    }
    ordered.push(snapshot);
  }
  return ordered.concat(late.slice(next));
}
