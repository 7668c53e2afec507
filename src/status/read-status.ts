/** How well each cluster is watched: its last snapshot, when the next was due, and what failed since. */
import { DEFAULT_INTERVAL_SECONDS, isOverdueAfter } from '../history/gaps.ts';
import { isWhole } from '../model/seen.ts';
import { DamagedSnapshotError } from '../snapshots/damage.ts';
import { formatAddress } from '../snapshots/fold-manifest.ts';
import { readFailure, type Failure } from '../snapshots/last-failure.ts';
import type { Store } from '../snapshots/open-store.ts';
import { readMeta } from '../snapshots/read-snapshot.ts';
import type { SnapshotMeta } from '../snapshots/schema.ts';
import { listClusters, readLatest, readRecent, type StoredSnapshot } from '../snapshots/store.ts';

export interface ClusterStatus {
  cluster: string;
  /** The last snapshot; absent for a cluster that was never collected. */
  last?: {
    address: string;
    number: number;
    /** ISO 8601. */
    time: string;
    /** False also if it cannot be read. */
    complete: boolean;
    /** Kinds of which not all was seen. */
    unseen: string[];
    /** Kinds that the cluster serves. */
    kinds: number;
  };
  /** Expected seconds between two snapshots. */
  intervalSeconds?: number;
  /** When the next snapshot was due, ISO 8601. */
  due?: string;
  /** Made of a dump: nobody collects it, and no next snapshot is due. */
  imported?: true;
  /** The next snapshot should have been there, or there never was one. */
  overdue: boolean;
  /** Why the last snapshot cannot be read. */
  problem?: string;
  /** The last failed collect, if no snapshot followed. */
  failure?: Failure;
}

export interface StatusOptions {
  store: Store;
  /** Clusters that should be collected; the store may have others. */
  clusters: readonly string[];
  now: Date;
}

/** The cost does not depend on how many snapshots there are. Clusters of the config come first, in its order. */
export async function readStatus({ store, clusters, now }: StatusOptions): Promise<ClusterStatus[]> {
  const stored = await listClusters(store);
  const names = [...new Set([...clusters, ...stored])];
  return Promise.all(names.map((name) => readCluster(store, name, stored.includes(name), now)));
}

async function readCluster(
  store: Store,
  cluster: string,
  isStored: boolean,
  now: Date,
): Promise<ClusterStatus> {
  const [latest, failure] = await Promise.all([
    isStored ? readLatest(store, cluster) : undefined,
    readFailure(store, cluster),
  ]);
  if (!latest) return { cluster, overdue: true, ...(failure && { failure }) };
  const read = await readSettings(store, cluster, latest);
  const taken = Date.parse(latest.time);
  const settings = read.meta ?? (await findReadable(store, cluster, latest));
  const isImported = settings?.imported !== undefined;
  const interval = isImported ? undefined : settings?.settings.intervalSeconds;
  return {
    cluster,
    last: toLast(latest, read.meta),
    ...(interval !== undefined && {
      intervalSeconds: interval,
      due: new Date(taken + interval * 1000).toISOString(),
    }),
    ...(isImported && { imported: true as const }),
    overdue:
      !isImported && isOverdueAfter(taken / 1000, interval ?? DEFAULT_INTERVAL_SECONDS, now.getTime() / 1000),
    ...(read.problem !== undefined && { problem: read.problem }),
    ...(failure && Date.parse(failure.at) > taken && { failure }),
  };
}

async function readSettings(
  store: Store,
  cluster: string,
  latest: StoredSnapshot,
): Promise<{ meta?: SnapshotMeta; problem?: string }> {
  if (latest.missing) return { problem: 'its file is missing' };
  try {
    return { meta: await readMeta(store, cluster, latest) };
  } catch (error) {
    if (!(error instanceof DamagedSnapshotError)) throw error;
    return { problem: error.message };
  }
}

/** Number of snapshots that are tried if the last ones cannot be read: those of a day, usually. */
const MOST_TRIED = 97;

/** The last readable snapshot before one that cannot be read: its interval is the one that was expected. */
async function findReadable(
  store: Store,
  cluster: string,
  latest: StoredSnapshot,
): Promise<SnapshotMeta | undefined> {
  for (const one of (await readRecent(store, cluster, MOST_TRIED)).toReversed()) {
    if (one.number >= latest.number) continue;
    const { meta } = await readSettings(store, cluster, one);
    if (meta) return meta;
  }
  return undefined;
}

function toLast(latest: StoredSnapshot, meta: SnapshotMeta | undefined): ClusterStatus['last'] {
  const served = (meta?.coverage ?? []).filter(({ state }) => state !== 'absent');
  return {
    address: formatAddress(latest),
    number: latest.number,
    time: latest.time,
    complete: latest.complete && meta !== undefined,
    unseen: served.filter((entry) => !isWhole(entry)).map(({ kind }) => kind),
    kinds: served.length,
  };
}
