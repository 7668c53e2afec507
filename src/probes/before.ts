/** What probes saw at the snapshot before: how much a queue, an index or a disk has grown since. */
import { objectKey } from '../model/object-ref.ts';
import { isProbed, type KeptObject, type KindName } from '../snapshots/kinds/kinds.ts';
import type { Store } from '../snapshots/open-store.ts';
import { readKinds } from '../snapshots/read-snapshot.ts';
import { isLying } from '../snapshots/schema.ts';
import { readRecent } from '../snapshots/store.ts';
import type { ProbesConfig } from './config.ts';
import type { ProbeSource } from './probe.ts';

/** An object of the snapshot before, by its full name. */
export type Before = (
  kind: KindName,
  name: string,
  namespace: string | undefined,
) => ReturnType<ProbeSource['before']>;

/** Reads them once. If the snapshot before cannot be read, or its clock lies, growth is not known. */
export async function openBefore(store: Store, cluster: string, probes: ProbesConfig): Promise<Before> {
  // A health endpoint grows in nothing.
  if (Object.keys(probes).every((type) => type === 'http')) return () => undefined;
  const found = new Map<string, Readonly<Record<string, unknown>>>();
  let time = '';
  try {
    const [last] = await readRecent(store, cluster, 1);
    if (!last || isLying(last)) return () => undefined;
    const { meta, objects } = await readKinds(store, cluster, last, isProbed);
    time = meta.time;
    for (const object of Object.values(objects).flat() as readonly (KeptObject & { status?: object })[])
      found.set(objectKey({ kind: object.kind, ...object.metadata }), { ...object.status });
  } catch {
    // `gazette verify` tells of a damaged store; a new snapshot must not fail for it.
    return () => undefined;
  }
  return (kind, name, namespace) => {
    const status = found.get(objectKey({ kind, name, ...(namespace !== undefined && { namespace }) }));
    return status && { status, time };
  };
}
