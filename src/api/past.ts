/** A snapshot that an API serves. Its objects are read when somebody first asks for some. */
import { formatAddress, type StoredSnapshot } from '../snapshots/fold-manifest.ts';
import type { Store } from '../snapshots/open-store.ts';
import { readMeta, readSnapshot } from '../snapshots/read-snapshot.ts';
import { isLying, type Snapshot, type SnapshotMeta } from '../snapshots/schema.ts';
import { namespacedName } from '../model/object-ref.ts';
import { compareText } from '../model/state.ts';
import type { KeptObject } from '../snapshots/kinds/kinds.ts';
import { listResources, type ServedResource } from './resources.ts';

export interface Past {
  /** `production/2026-11-29T144500Z`: also the path of its API. */
  readonly address: string;
  readonly meta: SnapshotMeta;
  /** `production No. 65, 2026-11-29 14:45:00 UTC`. */
  readonly title: string;
  resources(): Promise<readonly ServedResource[]>;
  snapshot(): Promise<Snapshot>;
}

/** Reads only what the snapshot says of itself. @throws {DamagedSnapshotError} */
export async function openPast(store: Store, stored: StoredSnapshot): Promise<Past> {
  const meta = await readMeta(store, stored.cluster, stored);
  return toPast(formatAddress(stored), meta, () => readSnapshot(store, stored.cluster, stored));
}

/** @param load reads the snapshot, at most once */
export function toPast(address: string, meta: SnapshotMeta, load: () => Promise<Snapshot>): Past {
  let loaded: Promise<Snapshot> | undefined;
  const snapshot = () => (loaded ??= load().then(toApiOrder));
  const hasCustom = meta.coverage.some(({ kind }) => kind.includes('.'));
  return {
    ...{ address, meta, title: titleOf(meta), snapshot },
    // Only its objects tell whether a custom resource has namespaces.
    resources: async () => listResources(meta, hasCustom ? clusterScopedOf(await snapshot()) : undefined),
  };
}

/** In the order of etcd's keys, in which the API server lists. */
function toApiOrder({ meta, objects }: Snapshot): Snapshot {
  const sort = <One extends KeptObject>(all: readonly One[]): One[] =>
    all
      .map((object) => ({ object, key: namespacedName(object.metadata) }))
      .sort((a, b) => compareText(a.key, b.key))
      .map(({ object }) => object);
  const sorted = Object.entries(objects).map(([kind, all]) => [kind, sort<KeptObject>(all)] as const);
  return { meta, objects: Object.fromEntries(sorted) as Snapshot['objects'] };
}

/** Custom resources of which no object has a namespace. */
function clusterScopedOf({ objects }: Snapshot): Set<string> {
  const scoped = Map.groupBy(objects.TableRow, ({ resource = '' }) => resource);
  return new Set(
    [...scoped].flatMap(([resource, rows]) =>
      rows.every(({ metadata }) => metadata.namespace === undefined) ? [resource] : [],
    ),
  );
}

function titleOf(meta: SnapshotMeta): string {
  const time = `${meta.time.slice(0, 10)} ${meta.time.slice(11, 19)} UTC`;
  return `${meta.cluster} No. ${meta.number}, ${time}${isLying(meta) ? ' (by a clock that was wrong)' : ''}`;
}

/** Minor version of a server whose version nobody knows. */
const NEWEST = 34;

/** The minor version of the cluster's API server, which decides what Tables look like. */
export const minorOf = ({ server }: SnapshotMeta): number =>
  Number(/^v?\d+\.(\d+)/.exec(server.version ?? '')?.[1] ?? NEWEST);
