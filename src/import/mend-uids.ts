/** UIDs that somebody's redaction made equal, zero or empty: owners are found by them, so they are made anew. Pure. */
import { hash } from 'node:crypto';
import { isRecord } from '../snapshots/kinds/walk.ts';
import type { KeptObject, KindName } from '../snapshots/kinds/kinds.ts';

/** The same objects with UIDs that tell them apart. Without a fault they are the same. */
export function mendUids(found: ReadonlyMap<KindName, readonly KeptObject[]>): Map<KindName, KeptObject[]> {
  const counts = new Map<string, number>();
  for (const [kind, objects] of found) {
    // A heartbeat has the UID of its Node.
    if (kind === 'NodeHeartbeat') continue;
    for (const { metadata } of objects) counts.set(metadata.uid, (counts.get(metadata.uid) ?? 0) + 1);
  }
  const isFalse = (uid: unknown) =>
    typeof uid === 'string' && (/^[0-]*$/.test(uid) || (counts.get(uid) ?? 0) > 1);
  const isFaulty = [...counts.keys()].some(isFalse);
  return new Map(
    [...found].map(([kind, objects]) => [
      kind,
      isFaulty ? objects.map((object) => mend(object, kind, isFalse)) : [...objects],
    ]),
  );
}

function mend(object: KeptObject, kind: KindName, isFalse: (uid: unknown) => boolean): KeptObject {
  const { namespace, name, uid } = object.metadata;
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (!isRecord(value)) return value;
    const walked = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walk(one)]));
    if (!('uid' in value) || !isFalse(value.uid)) return walked;
    const { kind: own, name: named } = value;
    // A reference names what it refers to; without a name, it refers to nothing.
    return typeof own === 'string' && typeof named === 'string'
      ? {
          ...walked,
          uid: uidOf(
            own,
            own === 'Node' ? undefined : typeof value.namespace === 'string' ? value.namespace : namespace,
            named,
          ),
        }
      : walked;
  };
  const { metadata, ...rest } = walk(object) as KeptObject;
  const own = isFalse(uid) ? uidOf(kind === 'NodeHeartbeat' ? 'Node' : kind, namespace, name) : uid;
  return { ...rest, metadata: { ...metadata, uid: own } };
}

/** In the form of a UID: the same for the same object, in every dump of the cluster. */
function uidOf(kind: string, namespace: string | undefined, name: string): string {
  const digits = hash('sha256', JSON.stringify([kind, namespace ?? '', name]));
  return [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ]
    .map(([from, to]) => digits.slice(from, to))
    .join('-');
}
