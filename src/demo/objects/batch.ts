/** CronJobs and their Jobs. */
import { BACK_OFF_LIMIT, cronOf, FINISHED_TTL, lastScheduled, type JobLife } from '../plan/batch-plan.ts';
import { DAY, stamp } from '../plan/clock.ts';
import { existsAt } from '../plan/pod-lives.ts';
import { toCondition, lastApplied, metadataOf, type ApiObject, type Instant } from './object.ts';
import { labelsOf, workloadReference } from './owners.ts';
import { podTemplateOf } from './pod-spec.ts';

const jobSpec = (workload: JobLife['workload']) => ({
  ...{ parallelism: 1, completions: 1, completionMode: 'NonIndexed', backoffLimit: BACK_OFF_LIMIT },
  ttlSecondsAfterFinished: FINISHED_TTL,
  template: podTemplateOf(workload, workload.version),
});

const jobsAt = ({ plan, at }: Instant): JobLife[] =>
  plan.jobs.filter(({ created, gone }) => created <= at && at < gone);

function jobStatus({ lives, created, finished, succeeded }: JobLife, at: number) {
  const isDone = finished <= at;
  const counts = (wanted: boolean) =>
    lives.filter((life) => life.finished && life.finished.at <= at && life.finished.succeeded === wanted)
      .length;
  const active = lives.filter((life) => existsAt(life, at) && (life.finished?.at ?? Infinity) > at).length;
  const failure = { reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };
  return {
    startTime: stamp(created),
    ...(active > 0 && { active, ready: active }),
    ...(counts(true) > 0 && { succeeded: counts(true) }),
    ...(counts(false) > 0 && { failed: counts(false) }),
    ...(isDone && succeeded && { completionTime: stamp(finished) }),
    ...(isDone && {
      conditions: succeeded
        ? [toCondition('SuccessCriteriaMet', true, finished), toCondition('Complete', true, finished)]
        : [
            toCondition('FailureTarget', true, finished, failure),
            toCondition('Failed', true, finished, failure),
          ],
    }),
  };
}

export const jobs = (moment: Instant): ApiObject[] =>
  jobsAt(moment).map((job) => {
    const { workload, name, uid, created } = job;
    const own = { 'batch.kubernetes.io/job-name': name, 'batch.kubernetes.io/controller-uid': uid };
    return {
      metadata: {
        ...metadataOf(moment, 'Job', {
          ...{ name, namespace: workload.namespace, created, generation: 1 },
          labels: { ...labelsOf(workload, workload.version), ...own },
          ownerReferences: [workloadReference(moment, workload)],
        }),
        uid,
      },
      spec: { ...jobSpec(workload), selector: { matchLabels: own }, suspend: false },
      status: jobStatus(job, moment.at),
    };
  });

export const cronJobs = (moment: Instant): ApiObject[] =>
  moment.plan.estate.workloads
    .filter(({ kind }) => kind === 'CronJob')
    .map((workload) => {
      const { name, namespace, version } = workload;
      const { cron, suspended = false, timeZone } = cronOf(workload);
      const { at, plan } = moment;
      const own = plan.jobs.filter((job) => job.workload === workload && job.created <= at);
      const active = own.filter(({ finished }) => finished > at);
      const success = own.findLast((job) => job.succeeded && job.finished <= at);
      const suspendedAt = plan.anchor - 110 * DAY;
      const last = lastScheduled(workload, suspended ? suspendedAt : (own.at(-1)?.created ?? at));
      return {
        metadata: metadataOf(moment, 'CronJob', {
          ...{
            name,
            namespace,
            created: plan.anchor - 210 * DAY,
            generation: suspended ? 2 : 1,
            manager: 'kubectl',
          },
          labels: labelsOf(workload, version),
          annotations: lastApplied(name),
        }),
        spec: {
          ...{
            schedule: cron,
            ...(timeZone && { timeZone }),
            suspend: suspended,
            concurrencyPolicy: 'Forbid',
          },
          ...{ successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 },
          jobTemplate: { spec: jobSpec(workload) },
        },
        status: {
          ...(active.length > 0 && {
            active: active.map((job) => ({
              ...{ kind: 'Job', apiVersion: 'batch/v1', namespace, name: job.name, uid: job.uid },
            })),
          }),
          lastScheduleTime: stamp(last),
          lastSuccessfulTime: stamp(success?.finished ?? last + 600_000),
        },
      };
    });
