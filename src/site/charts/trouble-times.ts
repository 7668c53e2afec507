/** Times of trouble among a row of editions, each with its worst edition. Pure. */
import { toUnix } from '../../history/day/unix.ts';
import { compareStates } from '../../model/state.ts';
import type { EditionRecord } from '../records/edition-record.ts';

export interface TroubleTime {
  /** Unix seconds: the first edition that showed it. */
  from: number;
  /** The first healthy edition after it; absent if it goes on. */
  to?: number;
  /** The last edition in trouble. */
  last: number;
  worst: EditionRecord;
}

/** @param records in order. What was not seen neither ends trouble nor begins it. */
export function listTroubleTimes(records: readonly EditionRecord[]): TroubleTime[] {
  const times: TroubleTime[] = [];
  let open: TroubleTime | undefined;
  for (const record of records) {
    const state = record.summary?.state ?? 'unknown';
    const at = toUnix(record.instant)!;
    if (state === 'healthy') {
      if (open) open.to = at;
      open = undefined;
    } else if (state !== 'unknown') {
      if (open) {
        open.last = at;
        if (compareHurt(record, open.worst) < 0) open.worst = record;
      } else times.push((open = { from: at, last: at, worst: record }));
    }
  }
  return times;
}

/** Negative if the first was worse: by its state, then by its findings. */
function compareHurt(a: EditionRecord, b: EditionRecord): number {
  const hurt = ({ summary }: EditionRecord) =>
    (summary?.counts.workloads.failing ?? 0) + (summary?.counts.workloads.degraded ?? 0);
  return compareStates(a.summary?.state ?? 'unknown', b.summary?.state ?? 'unknown') || hurt(b) - hurt(a);
}
