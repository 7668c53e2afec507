/** What probes saw before: how much a queue, an index or a disk has grown since. */
import { objectKey } from '../model/object-ref.ts';
import { indexSeen, isWhole, type Seen } from '../model/seen.ts';
import { isProbed, type KeptObject, type KindName } from '../snapshots/kinds/kinds.ts';
import type { Store } from '../snapshots/open-store.ts';
import { readKinds, readMeta } from '../snapshots/read-snapshot.ts';
import { isLying } from '../snapshots/schema.ts';
import { readRecent } from '../snapshots/store.ts';
import type { ProbesConfig } from './config.ts';
import type { ProbeSource } from './probe.ts';

/** An object of the last snapshot that saw it, by its full name. */
export type Before = (
  kind: KindName,
  name: string,
  namespace: string | undefined,
) => ReturnType<ProbeSource['before']>;

type Found = NonNullable<ReturnType<Before>>;

/** Snapshots that are looked through for what the newest did not see. */
const MOST_SNAPSHOTS = 8;

/**
 * Reads them once. An object that a snapshot did not see is looked for in the snapshots before that one. If a snapshot
 * cannot be read, or its clock lies, growth since then is not known.
 */
export async function openBefore(store: Store, cluster: string, probes: ProbesConfig): Promise<Before> {
  // A health endpoint grows in nothing.
  if (Object.keys(probes).every((type) => type === 'http')) return () => undefined;
  const found = new Map<string, Found>();
  try {
    const recent = await readRecent(store, cluster, MOST_SNAPSHOTS);
    let missing: ReadonlySet<string> | undefined;
    const later: Seen[] = [];
    for (const [index, stored] of recent.toReversed().entries()) {
      if (isLying(stored)) break;
      const meta = await readMeta(store, cluster, stored);
      const { time, coverage } = meta;
      const wanted = coverage.filter(({ kind }) => isProbed(kind) && (missing?.has(kind) ?? true));
      const read = new Set(wanted.flatMap(({ kind, objects }) => (objects > 0 ? [kind] : [])));
      if (read.size > 0) {
        const { objects } = await readKinds(store, cluster, stored, (kind) => read.has(kind));
        for (const object of Object.values(objects).flat() as readonly (KeptObject & { status?: object })[]) {
          const { namespace, name } = object.metadata;
          const key = objectKey({ kind: object.kind, ...object.metadata });
          const isGone = later.some((saw) => saw(object.kind, namespace, name));
          if (!found.has(key) && !isGone)
            found.set(key, { status: { ...object.status }, time, isOlder: index > 0 });
        }
      }
      missing = new Set(wanted.flatMap((entry) => (isWhole(entry) ? [] : [entry.kind])));
      if (missing.size === 0) break;
      later.push(indexSeen(meta));
    }
  } catch {
    // `gazette verify` tells of a damaged store; a new snapshot must not fail for it.
  }
  return (kind, name, namespace) =>
    found.get(objectKey({ kind, name, ...(namespace !== undefined && { namespace }) }));
}
