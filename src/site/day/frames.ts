/** The frames of a day's replay: its editions, with what the lanes of its figures show. */
import { fromUnix } from '../../history/day/unix.ts';
import type { Figures } from '../../history/day/figures.ts';
import type { Bucket } from '../../history/period/period.ts';
import { toUnix } from '../../history/day/unix.ts';
import { toReplayFrame } from '../../words/replay.ts';
import type { ReplayFrame } from '../../words/replay-frames.ts';
import { positionOf } from '../charts/time-axis.ts';
import { tellFigures } from '../charts/figure-lanes.ts';
import { leadOf } from '../charts/timeline.ts';
import type { EditionRecord } from '../records/edition-record.ts';

interface DayLanes {
  /** Names of the lanes, in their order. */
  lanes: readonly { name: string }[];
  /** The time that the lanes show. */
  period: Bucket;
  snapshots: readonly { at: number; figures?: Figures | undefined }[];
}

/** @param editions in order, without those that were deleted */
export function framesOfDay(
  editions: readonly EditionRecord[],
  { lanes, period, snapshots }: DayLanes,
): ReplayFrame[] {
  const figures = new Map(snapshots.map((one) => [fromUnix(one.at), one.figures]));
  return editions.map((edition) => {
    const { instant, number, summary, situation, time } = edition;
    const known = figures.get(instant);
    const told = known ? tellFigures(known) : {};
    return toReplayFrame(
      { instant, number, state: summary?.state ?? 'unknown', lead: leadOf(edition), situation, summary },
      {
        x: positionOf(period, toUnix(instant)!),
        href: `${time}/index.html`,
        lanes: lanes.map(({ name }) => (told[name] === undefined ? ['not seen', 'unknown'] : [told[name]])),
      },
    );
  });
}
