/** Reads as much of a manifest as a publish needs. */
import { MANIFEST_START } from '../snapshots/manifest.ts';
import type { ManifestLine, ManifestSnapshot } from '../snapshots/schema.ts';
import { readManifestSince } from '../snapshots/store.ts';
import type { ClusterOptions } from './plan-options.ts';
import type { DamagedSnapshot } from './site-state.ts';

type ManifestSince = Awaited<ReturnType<typeof readManifestSince>>;

export interface ManifestNews {
  /** Lines appended since the last time. */
  fresh: ManifestSince;
  /** The lines that decide: the same, or the whole manifest. */
  lines: readonly ManifestLine[];
  /** The site's memory of the cluster goes on; otherwise it is made anew from the whole manifest. */
  isKnown: boolean;
  /** The lines are the whole manifest. */
  isWhole: boolean;
}

interface Reasons {
  canBeShown: (snapshot: DamagedSnapshot) => Promise<boolean>;
  /** The site has damaged records. */
  isBroken: boolean;
}

/** Deletions, rewrites, `again`, a repaired snapshot and damaged records need the whole manifest. */
export async function readNews(
  { store, name, before, again }: ClusterOptions,
  { canBeShown, isBroken }: Reasons,
): Promise<ManifestNews> {
  const fresh = await readManifestSince(store, name, before?.cursor ?? MANIFEST_START);
  let mended = false;
  for (const snapshot of before?.damaged ?? []) mended ||= await canBeShown(snapshot);
  // A late snapshot may be nearer to a stub than the neighbours that the stub names. A new snapshot may be its first
  // neighbour.
  const isNearer = ({ marks }: ManifestSnapshot) => before?.openStubs ?? marks?.includes('late');
  const simple =
    fresh.lines.every((line) => line.type === 'snapshot' && !isNearer(line)) &&
    !again &&
    !mended &&
    !isBroken;
  const all = simple || fresh.startOver ? fresh : await readManifestSince(store, name, MANIFEST_START);
  return {
    fresh,
    lines: all.lines,
    isKnown: simple && !fresh.startOver,
    isWhole: all.startOver || all !== fresh || !before?.cursor,
  };
}
