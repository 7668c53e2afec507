/** Which time between two snapshots the event log covers. */
import type { Report } from '../../model/report.ts';
import { formatStamp } from '../../words/format.ts';
import { formatSpan } from '../../words/history.ts';

/** Sentences about the time that an edition's events cover, and about what may be lost. */
export interface EventTimes {
  /** `The cluster keeps events for 1 h: these cover … to ….` */
  covers: string;
  /** What is lost; absent when nothing is lost. */
  lost?: string;
}

/** @param previous time of the edition before; undefined for the first */
export function describeEventTimes(
  { meta, eventsCover }: Pick<Report, 'meta' | 'eventsCover'>,
  previous: string | undefined,
): EventTimes | undefined {
  if (!eventsCover) return undefined;
  const { eventTtlSeconds, intervalSeconds } = meta.settings;
  const covers =
    (eventsCover.longer
      ? `The cluster keeps events for longer than the ${formatSpan(eventTtlSeconds)} that the config says, as the oldest shows: these cover `
      : `The cluster is taken to keep events for ${formatSpan(eventTtlSeconds)}: these cover `) +
    `${formatStamp(eventsCover.from, meta.time)} to ${formatStamp(eventsCover.to)}.`;
  const covered = (Date.parse(eventsCover.to) - Date.parse(eventsCover.from)) / 1000;
  const due =
    intervalSeconds > covered
      ? ` Snapshots are due every ${formatSpan(intervalSeconds)}, which is longer: between two of them some events are lost for certain.`
      : '';
  const isGap = previous !== undefined && Date.parse(previous) < Date.parse(eventsCover.from);
  const gap = isGap
    ? `What happened between the snapshot before (${formatStamp(previous, meta.time)}) and ${formatStamp(eventsCover.from, meta.time)} is lost, unless it went on.`
    : '';
  const lost = `${gap}${due}`.trim();
  return lost === '' ? { covers } : { covers, lost };
}
