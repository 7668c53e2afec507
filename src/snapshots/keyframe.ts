/**
 * A keyframe's index: which objects the keyframe holds, and the digest of each object's line. It does not hold the
 * objects.
 */
import { hash } from 'node:crypto';
import { identityOf, keyOf, type Identity } from './identity.ts';
import { isBeat, isKindName } from './kinds/kinds.ts';
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

/** Tells two lines apart as surely as the file's digest does. */
export const lineDigest = (line: string) => hash('sha256', line, 'base64');

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
