import { compareText } from '../../model/state.ts';
import { byKey, cutTrack, joinTracks, type Cut } from '../day/cut.ts';
import { beatNames, type BeatName } from '../day/beats.ts';
import type { Beat } from '../day/node-day.ts';
import type { DaySummary } from '../day/summary.ts';
import { knownUntilOf, sumSeconds, toCells, type PeriodCell } from './cells.ts';
import type { Period } from './period.ts';

/** The states of an existing node. */
export type BeatValue = Exclude<BeatName, 'gone'>;
/** From bad to good. */
export const beatValues = beatNames.filter((beat) => beat !== 'gone');

export interface HeartbeatStrip {
  name: string;
  /** In order; between them, nothing was seen. For a deleted node, they end with it. */
  beats: Cut<Beat>[];
  cells: PeriodCell<BeatValue>[];
  seconds: Record<BeatValue, number>;
  /** Times at which another node took its name. */
  recreated: number[];
}

/** One strip per node, those in most trouble first. @param days summaries of the period */
export function buildHeartbeats(days: readonly DaySummary[], period: Period): HeartbeatStrip[] {
  const known = knownUntilOf(days);
  const strips = [
    ...byKey(
      days,
      ({ nodes }) => nodes,
      ({ name }) => name,
    ),
  ].map(([name, parts]) => {
    const joined = joinTracks(parts.map(({ day, entry }) => ({ day, track: entry?.beats ?? [] })));
    const beats = cutTrack(joined, period.from, period.to);
    const sums = sumSeconds(beats, ({ beat }) => beat);
    const of = (beat: BeatValue) => sums.get(beat) ?? 0;
    return {
      name,
      beats,
      cells: toCells(beats, period, { valueOf: ({ beat }) => beat, order: beatValues, known }),
      seconds: {
        lost: of('lost'),
        'not-ready': of('not-ready'),
        late: of('late'),
        cordoned: of('cordoned'),
        beating: of('beating'),
      },
      recreated: parts
        .flatMap(({ entry }) => entry?.recreated ?? [])
        .filter((at) => at >= period.from && at < period.to),
    };
  });
  return strips
    .filter(({ beats }) => beats.length > 0)
    .sort(
      (a, b) => troubleOf(b) - troubleOf(a) || b.seconds.late - a.seconds.late || compareText(a.name, b.name),
    );
}

const troubleOf = ({ seconds }: HeartbeatStrip) => seconds.lost + seconds['not-ready'];
