import { spellDuration } from '../../model/english.ts';
import type { SnapshotMeta } from '../../snapshots/schema.ts';

/** Sentences about a snapshot's wrong time; usually none. */
export function formatMarks(meta: Pick<SnapshotMeta, 'marks' | 'clockSkewMs'>): string[] {
  const skew = Math.round(Math.abs(meta.clockSkewMs) / 1000);
  const sentences: string[] = [];
  for (const mark of meta.marks ?? []) {
    if (mark === 'future') {
      sentences.push(
        `The API server's clock was ${spellDuration(skew)} ahead of the collector's: do not trust this time.`,
      );
    } else if (mark === 'backwards') {
      sentences.push('By its clock this snapshot was taken before the one that precedes it.');
    } else {
      sentences.push('This snapshot was imported afterwards.');
    }
  }
  return sentences;
}
