/** Jobs and CronJobs: their state, and one text about each. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { clip, formatCount, spellDuration, spellMoment } from '../english.ts';
import { formatAge, humanDuration, secondsBetween } from '../human-duration.ts';
import { controllerOf } from '../owners/owners.ts';
import type { CronRuns, Judged } from '../report.ts';

type Job = ObjectOf<'Job'>;
type CronJob = ObjectOf<'CronJob'>;

/** This many missed runs prove that it does not run; the controller counts no further either. */
export const MOST_MISSED = 100;

/** kubectl's STATUS of a Job (1.31). Source: pkg/printers/internalversion/printers.go `printJob`. */
export function formatJobStatus(job: Job): string {
  if (condition(job, 'Complete')) return 'Complete';
  if (condition(job, 'Failed')) return 'Failed';
  if (job.metadata.deletionTimestamp) return 'Terminating';
  if (condition(job, 'Suspended')) return 'Suspended';
  if (condition(job, 'FailureTarget')) return 'FailureTarget';
  if (condition(job, 'SuccessCriteriaMet')) return 'SuccessCriteriaMet';
  return 'Running';
}

/** kubectl's COMPLETIONS of a Job: `1/3`, `0/1 of 5`. Source: as above. */
export function formatCompletions({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec?.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec?.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

/** For example `Complete, 1/1 in 12s`. */
export function formatJob(job: Job, at: string): string {
  const { startTime, completionTime } = job.status ?? {};
  const seconds = secondsBetween(startTime, completionTime ?? at);
  const duration = seconds === undefined ? '' : completionTime ? ' in ' : ' after ';
  const text = `${formatJobStatus(job)}, ${formatCompletions(job)}`;
  // A failed Job has no completionTime, and its status does not say when it ended.
  if (seconds === undefined || (!completionTime && formatJobStatus(job) !== 'Running')) return text;
  return `${text}${duration}${humanDuration(seconds)}`;
}

export function judgeJob(job: Job): Judged {
  const failed = condition(job, 'Failed') ?? condition(job, 'FailureTarget');
  if (condition(job, 'Complete')) return { state: 'healthy' };
  if (failed) {
    return { state: 'failing', why: ['failed', failed.reason].filter(Boolean).join(': ') };
  }
  const indexes = job.status?.failedIndexes;
  if (indexes) {
    // For a Job with `backoffLimitPerIndex`, which goes on with its other indexes (k8s.io/api/batch/v1/types.go
    // `JobStatus`).
    const noun = /[-,]/.test(indexes) ? 'indexes' : 'index';
    return { state: 'failing', why: `${noun} ${clip(indexes, 40)} failed for good` };
  }
  if (job.spec?.suspend) return { state: 'healthy' };
  if (job.status?.startTime === undefined)
    return { state: 'unknown', why: 'its controller has not reported' };
  const failures = job.status.failed ?? 0;
  if (failures > 0)
    return { state: 'degraded', why: `${failures} ${failures === 1 ? 'pod' : 'pods'} failed so far` };
  return { state: 'healthy' };
}

/** The controller makes the first pods of a Job at once; where it may not, its events say why. */
export const NO_POD_SECONDS = 300;

/** A Job that started a while ago and has had no pod. An admission rule or a quota refuses its pods. */
export function judgePodless(job: Job, at: string): Judged {
  const { active = 0, failed = 0, succeeded = 0, startTime } = job.status ?? {};
  const seconds = secondsBetween(startTime, at) ?? 0;
  const isMeant = formatJobStatus(job) === 'Running' && !job.spec?.suspend && job.spec?.parallelism !== 0;
  if (!isMeant || active + failed + succeeded > 0 || seconds <= NO_POD_SECONDS) return { state: 'healthy' };
  return { state: 'degraded', why: `has no pod, ${spellDuration(seconds)} after its start` };
}

/** For example `*\/5 * * * *, last start 3m before, 1 active`. */
export function formatCronJob({ spec, status }: CronJob, at: string): string {
  const active = status?.active?.length ?? 0;
  return [
    spec?.schedule ?? '',
    ...(spec?.timeZone ? [`time zone ${spec.timeZone}`] : []),
    ...(spec?.suspend ? ['suspended'] : []),
    status?.lastScheduleTime
      ? `last start ${formatAge(status.lastScheduleTime, at)} before`
      : 'never started',
    ...(active > 0 ? [`${active} active`] : []),
  ].join(', ');
}

/**
 * Judges the Jobs of one owner together. A failed Job counts until a later Job has succeeded. A running Job
 * with failed pods is judged as if it were alone.
 * @param lastSuccess when the owner's last run succeeded, by its own status: Jobs that succeeded may be gone
 */
export function judgeJobs(jobs: readonly Job[], lastSuccess?: string): Judged {
  const succeeded = newestJob(jobs.filter((job) => condition(job, 'Complete')));
  const last = succeeded ? created(succeeded) : -Infinity;
  // A CronJob makes its Jobs in turn. Others (a JobSet) make several at once. There, only a Job that was made after the
  // failure makes up for it. Source: kubernetes-sigs/jobset pkg/controllers/jobset_controller.go
  // `reconcileReplicatedJobs`.
  const isInTurn = (job: Job) => controllerOf(job)?.kind === 'CronJob';
  const isPast = (job: Job) =>
    last > (isInTurn(job) ? created(job) : endedAt(job)) || Date.parse(lastSuccess ?? '') > endedAt(job);
  const failed = newestJob(jobs.filter((job) => judgeJob(job).state === 'failing' && !isPast(job)));
  if (failed) {
    const { why = '' } = judgeJob(failed);
    return { state: 'failing', why: `its last Job${why.startsWith('failed') ? '' : ':'} ${why}` };
  }
  const retrying = jobs.map(judgeJob).find(({ state }) => state === 'degraded');
  return retrying ?? { state: 'healthy' };
}

/** When a Job failed; undefined for a running Job. */
function endedAt(job: Job): number {
  const failed = condition(job, 'Failed') ?? condition(job, 'FailureTarget');
  return failed ? Date.parse(failed.lastTransitionTime ?? '') || created(job) : Infinity;
}

/** By its own status, and by its remaining Jobs. @param jobs undefined when Jobs were not seen */
export function judgeCronJob(
  jobs: readonly Job[] | undefined,
  { lastSuccess }: Pick<CronRuns, 'lastSuccess'> = {},
): Judged {
  if (!jobs) return { state: 'unknown', why: 'its Jobs were not seen' };
  return judgeJobs(jobs, lastSuccess);
}

/** Its last run, where `leftNoSuccess`. */
export const LEFT_NO_SUCCESS = 'its last run did not succeed, and its Job is gone';

/** By whether its runs begin on time. */
export function judgeRuns(runs: CronRuns, at: string): Judged {
  const { lateSeconds, missed, skipped, atOnce, leftNoSuccess, problem, lastScheduled } = runs;
  if (skipped !== undefined) return { state: 'degraded', why: formatSkipped(runs, at) };
  if (atOnce !== undefined) return { state: 'degraded', why: `${atOnce} of its runs go on at once` };
  if (leftNoSuccess) return { state: 'degraded', why: LEFT_NO_SUCCESS };
  if (lateSeconds !== undefined) {
    return { state: 'degraded', why: `its run is ${spellDuration(lateSeconds)} late` };
  }
  if (missed !== undefined) {
    return { state: 'degraded', why: `${formatRuns(missed)} ${missed === 1 ? 'was' : 'were'} missed` };
  }
  // It seems that it cannot run. If it ran before, that is another case.
  if (problem && !lastScheduled) return { state: 'degraded', why: problem };
  return { state: 'healthy' };
}

/** `3 runs`; nobody counts further than the controller does: `more than 100 runs`. */
export const formatRuns = (runs: number): string =>
  runs > MOST_MISSED ? `more than ${MOST_MISSED} runs` : formatCount(runs, 'run');

/** `its run of 20 Nov 07:00 UTC still goes on; 48 runs were skipped`. */
export const formatSkipped = ({ lastScheduled, skipped = 0 }: CronRuns, at: string): string =>
  `its run of ${lastScheduled ? spellMoment(lastScheduled, at) : 'an unknown time'} still goes on; ${formatRuns(skipped)} were skipped`;

/** The Job that was created last, the first of equals. */
export function newestJob(jobs: readonly Job[]): Job | undefined {
  let newest: Job | undefined;
  for (const job of jobs) {
    if (!newest || created(job) > created(newest)) newest = job;
  }
  return newest;
}

/** How a Job ended. Source: pkg/controller/job/utils.go `IsJobFinished`. */
export function resultOf(job: Job): NonNullable<CronRuns['lastResult']> {
  if (condition(job, 'Complete')) return 'succeeded';
  return condition(job, 'Failed') ? 'failed' : 'running';
}

const created = (job: Job) => Date.parse(job.metadata.creationTimestamp ?? '') || 0;

const condition = (job: Job, type: string) =>
  job.status?.conditions?.find((candidate) => candidate.type === type && candidate.status === 'True');
