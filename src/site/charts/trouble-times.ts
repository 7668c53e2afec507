/** Times of trouble among a row of editions, each with its worst edition. Pure. */
import type { Cut } from '../../history/day/cut.ts';
import type { Stretch } from '../../history/day/track.ts';
import { toUnix } from '../../history/day/unix.ts';
import type { Gap } from '../../history/gaps.ts';
import { measureRun, type DurationRange } from '../../history/period/duration-range.ts';
import { compareStates } from '../../model/state.ts';
import type { EditionKey } from '../paths.ts';
import type { EditionRecord } from '../records/edition-record.ts';
import { findGapsBetween } from './timeline.ts';

export interface TroubleTime {
  /** Unix seconds: the first edition that showed it. */
  from: number;
  /** The first healthy edition after it; absent if it goes on. */
  to?: number;
  /** The last edition in trouble. */
  last: number;
  lasted: DurationRange;
  worst: EditionRecord;
}

/**
 * @param records in order. What was not seen neither ends trouble nor begins it.
 * @param thinned snapshots deleted since, if they are not among the records
 */
export function listTroubleTimes(
  records: readonly EditionRecord[],
  thinned: readonly EditionKey[] = [],
): TroubleTime[] {
  const track = trackOf(records, findGapsBetween(records, thinned));
  const looks = track.map(({ from }) => from);
  return listTimes(records).map((time) => {
    const [first, last] = [looks.indexOf(time.from), looks.lastIndexOf(time.last)];
    return { ...time, lasted: measureRun(track, { first, last }, looks) };
  });
}

/** An edition that shows a state counts until the next. That must show a state too, without a gap between them. */
function trackOf(records: readonly EditionRecord[], gaps: readonly Gap[]): Cut<Stretch>[] {
  const looks = records.map(({ instant, summary }) => ({
    at: toUnix(instant)!,
    isSeen: summary !== undefined && summary.state !== 'unknown',
  }));
  const goesOn = (index: number) => {
    const [one, next] = [looks[index], looks[index + 1]];
    if (!one?.isSeen || !next?.isSeen) return false;
    return !gaps.some((gap) => gap.from < next.at && gap.to > one.at);
  };
  return looks.flatMap(({ at, isSeen }, index): Cut<Stretch>[] => {
    if (!isSeen) return [];
    const to = goesOn(index) ? looks[index + 1]!.at : at + 1;
    return [{ from: at, since: at, to, ...(!goesOn(index - 1) && { atLeast: true as const }) }];
  });
}

function listTimes(records: readonly EditionRecord[]): Omit<TroubleTime, 'lasted'>[] {
  const times: Omit<TroubleTime, 'lasted'>[] = [];
  let open: Omit<TroubleTime, 'lasted'> | undefined;
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
