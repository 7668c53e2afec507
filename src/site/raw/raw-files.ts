/** The store's own files of an edition, which the site carries beside it. */
import { isKeyframe } from '../../snapshots/paths.ts';
import { filesOf, sizeOf } from '../../snapshots/share.ts';
import type { PublishedFile } from '../records/edition-record.ts';
import { relativeHref } from '../paths.ts';
import type { EditionPlan } from '../plan.ts';
import { currentPlan } from '../printing.ts';

interface RawFile extends PublishedFile {
  /** Without its folder: `071500Z.delta.jsonl.zst`. */
  name: string;
  /** Relative link from the page. */
  href: string;
  /** Its content. */
  holds: string;
}

/** For an edition with a readable snapshot: its own file and, for a delta, the keyframe's. */
export async function listFiles({ cluster, stored }: EditionPlan): Promise<PublishedFile[]> {
  return Promise.all(
    (stored ? filesOf(stored) : []).map(async (wanted) => ({
      file: `${cluster}/${wanted.file}`,
      bytes: await sizeOf(currentPlan().store, cluster, wanted),
      digest: wanted.digest,
    })),
  );
}

/** The same for the page that offers them. */
export async function loadRawFiles({
  edition,
  file: page,
}: {
  edition: EditionPlan;
  file: string;
}): Promise<RawFile[]> {
  const files = await listFiles(edition);
  return files.map((one, index) => ({
    ...one,
    name: one.file.slice(one.file.lastIndexOf('/') + 1),
    href: relativeHref(page, one.file),
    holds: isKeyframe(one.file)
      ? index === 0
        ? 'this snapshot, whole: a keyframe'
        : 'the keyframe, whole'
      : 'this snapshot: what differs from the keyframe',
  }));
}
