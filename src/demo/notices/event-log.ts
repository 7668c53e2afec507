/**
 * Every Event of a cluster, each time it is reported. Derived from lives, Jobs and incidents, and limited by the TTL.
 */
import { DAY, HOUR } from '../plan/clock.ts';
import { uuid } from '../plan/hash.ts';
import { pastInstants } from '../plan/past.ts';
import type { DemoPlan } from '../plan/plan.ts';
import { claimNotices, incidentNotices, jobNotices, rolloutNotices } from './controller-notices.ts';
import { podNotices } from './pod-notices.ts';
import type { Notice } from './notice.ts';

/** One Event object: repetitions within its hour of life are counted in it. */
export interface EventSeries extends Notice {
  uid: string;
}

/** --event-ttl of the API server, counted from the last occurrence. */
export const EVENT_TTL = HOUR;

/** Splits a notice where two times are further apart than the TTL. The old Event has expired, and a new one begins. */
function seriesOf(cluster: string, notice: Notice): EventSeries[] {
  const parts: number[][] = [];
  for (const time of notice.times) {
    const part = parts.at(-1);
    if (part && time - part.at(-1)! < EVENT_TTL) part.push(time);
    else parts.push([time]);
  }
  const { involved, reason, message } = notice;
  return parts.map((times) => ({
    ...{ ...notice, times },
    uid: uuid(`${cluster}/event/${involved.uid}/${involved.fieldPath}/${reason}/${message}/${times[0]}`),
  }));
}

const logs = new WeakMap<DemoPlan, EventSeries[]>();

/** Every Event of a plan that its snapshots can show; kept with the plan. */
export function eventLog(plan: DemoPlan): EventSeries[] {
  const known = logs.get(plan);
  if (known) return known;
  const moment = { plan, at: plan.anchor };
  const past = pastInstants(plan.anchor);
  const isShown = (first: number, last: number) =>
    last > plan.anchor - DAY - 2 * HOUR || past.some((at) => first <= at && at < last + EVENT_TTL);
  const notices = [
    ...plan.lives.flatMap((life) => podNotices(moment, life)),
    ...[rolloutNotices, jobNotices, incidentNotices, claimNotices].flatMap((tell) => tell(moment)),
  ];
  const log = notices
    .flatMap((notice) => seriesOf(plan.estate.name, notice))
    .filter(({ times }) => isShown(times[0]!, times.at(-1)!));
  logs.set(plan, log);
  return log;
}
