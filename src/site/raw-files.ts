/** The store's own files behind an edition, which the site carries beside it. */
import { isKeyframe } from '../snapshots/paths.ts';
import { filesOf, sizeOf } from '../snapshots/share.ts';
import { relativeHref } from './paths.ts';
import { loadPlan } from './plan.ts';
import type { ReportView } from './edition-view.ts';

interface RawFile {
  /** Without its folder: `071500Z.delta.jsonl.zst`. */
  name: string;
  /** Relative link from the page. */
  href: string;
  /** What it holds. */
  holds: string;
  bytes: number;
  digest: string;
}

/** The snapshot's own file, and of a delta also the keyframe's. */
export async function loadRawFiles({ edition, file: page }: ReportView): Promise<RawFile[]> {
  const { cluster, stored } = edition;
  const files = stored ? filesOf(stored) : [];
  return Promise.all(
    files.map(async (wanted, index) => ({
      name: wanted.file.slice(wanted.file.indexOf('/') + 1),
      href: relativeHref(page, `${cluster}/${wanted.file}`),
      holds: isKeyframe(wanted.file)
        ? index === 0
          ? 'this snapshot, whole: a keyframe'
          : 'the keyframe, whole'
        : 'this snapshot: what differs from the keyframe',
      bytes: await sizeOf(loadPlan().data, cluster, wanted),
      digest: wanted.digest,
    })),
  );
}
