/** When a CronJob ran and when it should run next. Source: pkg/controller/cronjob/cronjob_controllerv2.go, utils.go. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { parseSchedule, type Schedule } from './cron-schedule.ts';
import { secondsBetween } from '../human-duration.ts';
import { judgeJobs, MOST_MISSED, newestJob, resultOf } from './jobs.ts';
import type { CronRuns } from '../report.ts';

type CronJob = ObjectOf<'CronJob'>;

/**
 * Seconds that the controller may take to start a run: older controllers look every ten seconds, busy ones less often.
 */
const GRACE_SECONDS = 60;

/**
 * A run that takes longer than its interval meets the next ones; with `concurrencyPolicy: Allow` nothing stops them.
 * More than this many at once are no overlap, but runs that do not end.
 */
const MOST_AT_ONCE = 5;

/**
 * @param jobs its Jobs; undefined when Jobs were not seen
 * @param at the moment of the snapshot
 */
export function buildCronRuns(
  { metadata, spec = {}, status = {} }: CronJob,
  jobs: readonly ObjectOf<'Job'>[] | undefined,
  at: string,
): CronRuns {
  const { timeZone, suspend = false } = spec;
  const lastResult = resultOfLast(status, jobs);
  const runs: CronRuns = {
    schedule: spec.schedule ?? '',
    ...(timeZone !== undefined && { timeZone }),
    suspended: suspend,
    ...(status.lastScheduleTime && { lastScheduled: status.lastScheduleTime }),
    ...(status.lastSuccessfulTime && { lastSuccess: status.lastSuccessfulTime }),
    ...(lastResult && { lastResult }),
  };
  if (suspend || metadata.deletionTimestamp) return runs;
  if (hasLeftNoSuccess(status, jobs, at)) runs.leftNoSuccess = true;
  const active = status.active?.length ?? 0;
  if (active > MOST_AT_ONCE) runs.atOnce = active;
  const schedule = parseSchedule(runs.schedule, timeZone);
  if ('why' in schedule) return { ...runs, problem: `its schedule cannot be read: ${schedule.why}` };
  return { ...runs, ...nextOf({ metadata, spec, status }, schedule, at) };
}

type Status = NonNullable<CronJob['status']>;
type Jobs = readonly ObjectOf<'Job'>[];

/** Its own status first: the Job that succeeded last may be gone, while an older failed Job is left. */
function resultOfLast({ lastSuccessfulTime }: Status, jobs: Jobs | undefined): CronRuns['lastResult'] {
  const newest = newestJob(jobs ?? []);
  if (!jobs) return 'unknown';
  if (!newest) return lastSuccessfulTime === undefined ? undefined : 'succeeded';
  const result = resultOf(newest);
  const isPast = judgeJobs([newest], lastSuccessfulTime).state === 'healthy';
  return result === 'failed' && isPast ? 'succeeded' : result;
}

/**
 * Whether the last run left no trace of success. A run began, none of its pods or Jobs is left, and no success was
 * recorded since. Then it failed and its Job was cleaned up (`failedJobsHistoryLimit: 0`, `ttlSecondsAfterFinished`),
 * or somebody deleted the Job.
 */
function hasLeftNoSuccess(status: Status, jobs: Jobs | undefined, at: string): boolean {
  const { lastScheduleTime, lastSuccessfulTime, active = [] } = status;
  if (!jobs || active.length > 0 || !lastScheduleTime || !lastSuccessfulTime) return false;
  const scheduled = Date.parse(lastScheduleTime);
  if (!(Date.parse(lastSuccessfulTime) < scheduled)) return false;
  const isLeft = jobs.some(({ metadata }) => !(Date.parse(metadata.creationTimestamp ?? '') < scheduled));
  return !isLeft && (secondsBetween(lastScheduleTime, at) ?? 0) > GRACE_SECONDS;
}

type Next = Pick<CronRuns, 'nextDue' | 'lateSeconds' | 'missed' | 'skipped' | 'problem'>;

function nextOf(
  { metadata, spec, status }: Pick<CronJob, 'metadata' | 'spec' | 'status'>,
  schedule: Schedule,
  at: string,
): Next {
  const { timeZone, startingDeadlineSeconds, concurrencyPolicy } = spec ?? {};
  const last = status?.lastScheduleTime;
  // The last start is recorded as its scheduled time.
  if (last !== undefined && !schedule.has(last)) return nextOfAnother(timeZone !== undefined, schedule, at);
  const due = schedule.next(last ?? metadata.creationTimestamp ?? at);
  if (due === undefined) return { problem: 'its schedule has no next time' };
  if (!isPast(due, at)) return { nextDue: due };
  // It waits for the run before, as configured; but a run that hangs prevents all others.
  if (concurrencyPolicy === 'Forbid' && (status?.active?.length ?? 0) > 0) {
    const skipped = countUntil(at, due, schedule);
    return { nextDue: due, ...(skipped > 1 && { skipped }) };
  }
  const latest = schedule.latest(due, at);
  // After the deadline of the latest, none of them will start.
  if ((secondsBetween(latest, at) ?? 0) > (startingDeadlineSeconds ?? Infinity)) {
    return { nextDue: schedule.next(latest), missed: countUntil(at, due, schedule) };
  }
  const late = secondsBetween(due, at) ?? 0;
  return { nextDue: due, ...(late > GRACE_SECONDS && { lateSeconds: Math.trunc(late) }) };
}

/**
 * The last start is not a time of the schedule. In a known time zone, the schedule was changed since, and the
 * controller waits for the next new time. Without a zone, the same is possible, or the controller-manager's zone is not
 * UTC: then every count could be wrong.
 */
function nextOfAnother(zoneKnown: boolean, schedule: Schedule, at: string): Next {
  if (zoneKnown) return { nextDue: schedule.next(at) };
  return {
    problem:
      'its last start is not on its schedule in UTC: the schedule has changed, or the controller-manager keeps another time',
  };
}

/** How many runs were due from the first to a moment. */
function countUntil(at: string, first: string, schedule: Schedule): number {
  let count = 0;
  for (
    let time: string | undefined = first;
    time !== undefined && isPast(time, at);
    time = schedule.next(time)
  ) {
    count += 1;
    if (count > MOST_MISSED) break;
  }
  return count;
}

const isPast = (time: string, at: string) => (secondsBetween(time, at) ?? -1) >= 0;
