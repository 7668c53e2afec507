/** Identifies an object within a snapshot, from the beginning of its line. Pure: browsers run this code too. */
import type { KeptObject } from './kinds/kinds.ts';
import type { Gone } from './schema.ts';

export interface Identity {
  kind: string;
  /** Empty for metrics, which have no UID. */
  uid: string;
  namespace?: string;
  name: string;
}

const TEXT = '("(?:[^"\\\\]|\\\\.)*")';
const KIND = new RegExp(`^\\{"kind":${TEXT}`);
const PREFIX = new RegExp(
  `^\\{"kind":${TEXT},"apiVersion":${TEXT},"metadata":\\{"uid":${TEXT}(?:,"namespace":${TEXT})?,"name":${TEXT}[,}]`,
);

/** Identity of the object on a line. Stored lines begin with the identity; otherwise the whole line is parsed. */
export function identityOf(line: string): Identity {
  const found = PREFIX.exec(line);
  if (!found) return toIdentity(JSON.parse(line) as KeptObject);
  const [, kind, , uid, namespace, name] = found;
  return {
    kind: unquote(kind!),
    uid: unquote(uid!),
    namespace: namespace === undefined ? undefined : unquote(namespace),
    name: unquote(name!),
  };
}

export function toIdentity({ kind, metadata }: KeptObject): Identity {
  return { kind, uid: metadata.uid, namespace: metadata.namespace, name: metadata.name };
}

/** Equal for the same object in two snapshots of a cluster, and different for any other object. */
export function keyOf({ kind, uid, namespace, name }: Identity): string {
  return uid === '' ? `${kind}/${JSON.stringify([namespace ?? '', name])}` : `${kind}/${uid}`;
}

/** The key of what a delta says is gone: one object, or all objects of a kind. */
export const goneKeyOf = ({ kind, uid, namespace, name }: Gone['object']) =>
  uid === undefined || name === undefined ? allOf(kind) : keyOf({ kind, uid, namespace, name });

/**
 * True when a delta's own lines say what became of an object of the keyframe. `settled` has the keys of these lines.
 */
export const isSettled = (settled: ReadonlySet<string>, key: string) =>
  settled.has(key) || settled.has(allOf(key.slice(0, key.indexOf('/'))));

/** The key of all objects of a kind; no object has this key. */
const allOf = (kind: string) => `${kind}/`;

/** The kind on a line; `Gone` for an object that is gone. */
export function kindOf(line: string): string {
  const found = KIND.exec(line)?.[1];
  return found === undefined ? (JSON.parse(line) as { kind: string }).kind : unquote(found);
}

/** JSON.parse makes a new string: a slice would keep the whole line in memory. */
const unquote = (quoted: string) => JSON.parse(quoted) as string;
