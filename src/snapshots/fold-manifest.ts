/** Adds up the lines of a manifest: the snapshots that a store holds. Pure. */
import { dayOf, isKeyframe, stampOf } from './paths.ts';
import type { ManifestLine, ManifestSnapshot, ManifestTombstone } from './schema.ts';

/** A snapshot in a store, as its manifest describes it. */
export interface StoredSnapshot extends ManifestSnapshot {
  cluster: string;
  /** Retention does not delete it. */
  pinned: boolean;
  /** Somebody took its pin away. */
  unpinned?: boolean;
  /** Why it was pinned. */
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
    } else {
      const pinned = line.type === 'pin';
      // Pinned again without a note, the snapshot keeps its old note.
      const note = pinned ? (line.note ?? snapshot.note) : undefined;
      Object.assign(snapshot, { pinned, unpinned: !pinned, note });
    }
  }
  const snapshots = [...byNumber.values()].sort((a, b) => a.number - b.number);
  return { snapshots, tombstones };
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
