/** Days for tests, folded from a few small snapshots. */
import { carry, type Day } from '../src/history/day/day.ts';
import { fold } from '../src/history/day/fold.ts';
import { dayOfUnix, toUnix } from '../src/history/day/unix.ts';
import { buildReport } from '../src/model/build/build-report.ts';
import type { Report } from '../src/model/report.ts';
import type { ObjectOf } from '../src/snapshots/kinds/kinds.ts';
import { object, runningPod, snapshotOf } from './snapshot-of.ts';

/** `07:15` of the usual day, or a complete time. */
export const moment = (time: string) => (time.includes('T') ? time : `2026-11-22T${time}:00Z`);

type Objects = Parameters<typeof snapshotOf>[0];
type Meta = NonNullable<Parameters<typeof snapshotOf>[1]>;

/** A snapshot at a time; without objects, it is damaged. */
export interface Put {
  time: string;
  objects?: Objects;
  meta: Meta;
}
export const put = (time: string, objects?: Objects, meta: Meta = {}): Put => ({ time, objects, meta });

export const reportAt = ({ time, objects, meta }: Put): Report =>
  buildReport(snapshotOf(objects ?? {}, { time: moment(time), ...meta }));

/** The Days of snapshots in the order of their numbers. Each Day opens from the one before, or from `yesterday`. */
export function daysOfPuts(
  puts: readonly Put[],
  written: (day: Day) => Day = (day) => day,
  yesterday?: Day,
): Day[] {
  const days: Day[] = [];
  for (const [index, one] of puts.entries()) {
    const at = toUnix(moment(one.time))!;
    const name = dayOfUnix(at);
    if (days.at(-1)?.day !== name) days.push(carry(days.at(-1) ?? yesterday, 'test', name));
    const arrival = one.objects ? { report: reportAt(one) } : { damaged: 'it is damaged' };
    const next = { number: index + 1, at, digest: `digest-${index + 1}`, ...arrival };
    days.push(written(fold(written(days.pop()!), next)));
  }
  return days;
}

/** The last of these Days. */
export const dayOfPuts = (puts: readonly Put[]): Day => daysOfPuts(puts).at(-1)!;

const db = object('StatefulSet', 'db');

interface PodOptions {
  uid?: string;
  restarts: number;
  created?: string;
  ended?: string;
  reason?: string;
  exitCode?: number;
}

/** A pod of the StatefulSet db. */
export const dbPod = (name: string, options: PodOptions) => restarted(runningPod(name, db), options);

export function restarted(
  { metadata, ...rest }: ObjectOf<'Pod'>,
  { uid, created, restarts, ended, reason, exitCode }: PodOptions,
): ObjectOf<'Pod'> {
  const terminated = { finishedAt: ended && moment(ended), reason, exitCode };
  return {
    ...rest,
    metadata: {
      ...metadata,
      uid: uid ?? metadata.uid,
      creationTimestamp: created ? moment(created) : metadata.creationTimestamp,
    },
    status: {
      ...rest.status,
      phase: 'Running',
      containerStatuses: [
        { name: 'app', ready: true, restartCount: restarts, ...(ended && { lastState: { terminated } }) },
      ],
    },
  };
}
