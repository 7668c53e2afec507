import { compareText } from '../../model/state.ts';
import { byKey, cutTrack, joinTracks, type Cut } from '../day/cut.ts';
import { beatNames, type BeatName } from '../day/beats.ts';
import type { Beat } from '../day/node-day.ts';
import type { DaySummary } from '../day/summary.ts';
import { knownUntilOf, toCells, type PeriodCell } from './cells.ts';
import { addDurations, compareDurations, measure, type DurationRange } from './duration-range.ts';
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
  /** How long it had each state within the period; absent if it never had. */
  lasted: Partial<Record<BeatValue, DurationRange>>;
  /** How long it was lost or not ready; absent if never. */
  down?: DurationRange;
  /** Times at which another node took its name. */
  recreated: number[];
}

/**
 * One strip per node, those in most trouble first.
 * @param days summaries of the period
 * @param looks times of the readable snapshots, in order
 */
export function buildHeartbeats(
  days: readonly DaySummary[],
  period: Period,
  looks: readonly number[],
): HeartbeatStrip[] {
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
    const down = measure(beats, isDown, looks, period);
    return {
      name,
      beats,
      cells: toCells(beats, period, { valueOf: ({ beat }) => beat, order: beatValues, known }),
      lasted: Object.fromEntries(
        beatValues.flatMap((value) => {
          const lasted = measure(beats, ({ beat }) => beat === value, looks, period);
          return lasted ? [[value, lasted]] : [];
        }),
      ),
      ...(down && { down }),
      recreated: parts
        .flatMap(({ entry }) => entry?.recreated ?? [])
        .filter((at) => at >= period.from && at < period.to),
    };
  });
  return strips
    .filter(({ beats }) => beats.length > 0)
    .sort(
      (a, b) =>
        compareDurations(a.down, b.down) ||
        compareDurations(a.lasted.late, b.lasted.late) ||
        compareText(a.name, b.name),
    );
}

export const isDown = ({ beat }: Pick<Beat, 'beat'>) => beat === 'lost' || beat === 'not-ready';

/** How long all nodes together were lost or not ready; undefined if none was. */
export const addDown = (strips: readonly Pick<HeartbeatStrip, 'down'>[]): DurationRange | undefined =>
  addDurations(strips.flatMap(({ down }) => down ?? []));
