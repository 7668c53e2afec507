/**
 * A keyframe's index: which objects the keyframe holds, and the digest of each object's line. It does not hold the
 * objects.
 */
import { hash } from 'node:crypto';
import { identityOf, keyOf, type Identity } from './identity.ts';
import { isBeat, isKindName, type KeptObject } from './kinds/kinds.ts';
import type { Store } from './open-store.ts';
import { openLines } from './snapshot-file.ts';

export interface KeyframeEntry extends Identity {
  digest: string;
}

export interface Keyframe {
  file: string;
  digest: `sha256:${string}`;
  bytes: number;
  /** By {@link keyOf}, without the kinds that are never compared. */
  entries: Map<string, KeyframeEntry>;
}

/**
 * Tells two lines apart as surely as the file's digest does, but for the times of writers. A program that writes an
 * annotation every minute would otherwise put its objects into every delta.
 */
export const lineDigest = (line: string) => hash('sha256', withoutTimes(line), 'base64');

/** No text within a line can look like this: its quotation marks would be escaped. */
const WRITERS = '"managedFields":[';

function withoutTimes(line: string): string {
  if (!line.includes(WRITERS)) return line;
  const object = JSON.parse(line) as KeptObject;
  const managedFields = object.metadata.managedFields?.map(({ time: _, ...writer }) => writer);
  return JSON.stringify({ ...object, metadata: { ...object.metadata, managedFields } });
}

/**
 * Reads the index of a keyframe.
 * @throws {DamagedSnapshotError}
 */
export async function readKeyframe(
  store: Store,
  cluster: string,
  wanted: { file: string; digest: `sha256:${string}` },
): Promise<Keyframe> {
  const { bytes, lines } = await openLines(store, cluster, wanted);
  const entries = new Map<string, KeyframeEntry>();
  for await (const line of lines) {
    const identity = identityOf(line);
    if (!isKindName(identity.kind) || isBeat(identity.kind)) continue;
    entries.set(keyOf(identity), { ...identity, digest: lineDigest(line) });
  }
  return { ...wanted, bytes, entries };
}
