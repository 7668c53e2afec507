/** Rules about Jobs and CronJobs. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { describeCommand, logsCommand } from '../commands.ts';
import { formatCount, spellDuration, spellMoment } from '../english.ts';
import { secondsBetween } from '../human-duration.ts';
import {
  formatRuns,
  formatSkipped,
  judgeJob,
  judgeJobs,
  judgePodless,
  NO_POD_SECONDS,
} from '../workloads/jobs.ts';
import { objectKey } from '../object-ref.ts';
import { controllerOf } from '../owners/owners.ts';
import type { WorkloadRow } from '../report.ts';
import { compareText } from '../state.ts';
import { conditionOf } from './condition.ts';
import type { Facts } from './facts.ts';
import type { Found, Rule } from './rule.ts';

export const batchRules: Rule[] = [
  {
    id: 'job-failed',
    severity: 'degraded',
    title: 'Job failed',
    says: ['failed', 'failed'],
    judges:
      'A Job failed, or some of its indexes. For a CronJob or another owner (a ScaledJob, a JobSet), its last Job.',
    why: 'Its work is not done, and nothing tries again. A Job has used up its retries; a CronJob waits for its next time.',
    advice:
      'Read the log of its last pod, mend the cause, and start it anew (kubectl create job --from=cronjob/NAME).',
    limits: [
      'The workload fails; the cluster is degraded by it, since nobody waits for an answer.',
      'A failed Job of a CronJob is past when a Job that was created later has succeeded. It is also past when the CronJob records a later success. Of another owner, only a Job that was created after the failure makes up for it.',
    ],
    needs: ['Job', 'CronJob'],
    find: findFailed,
  },
  {
    id: 'job-retrying',
    severity: 'degraded',
    title: 'Job retries',
    says: ['retries', 'retry'],
    judges: 'A Job that goes on has pods that failed.',
    why: 'It fails as a whole when its retries are used up (backoffLimit).',
    advice: 'Read the log of a pod that failed while it is there.',
    needs: ['Job'],
    *find(facts) {
      for (const [row, jobs] of jobsByRow(facts)) {
        const retrying = jobs.filter((job) => judgeJob(job).state === 'degraded');
        const failed = retrying.reduce((sum, { status }) => sum + (status?.failed ?? 0), 0);
        if (row.state !== 'degraded' || failed === 0) continue;
        yield { ...look(row, facts), what: `${formatCount(failed, 'pod')} failed so far`, rows: [row] };
      }
    },
  },
  {
    id: 'job-without-pod',
    severity: 'degraded',
    title: 'Job without a pod',
    says: ['has a Job without a pod', 'have Jobs without a pod'],
    judges:
      'A Job was started a while ago, and has had no pod. For a CronJob or another owner, one of its Jobs.',
    why: 'Its work has not begun. Something refuses its pods: a quota, an admission rule, a missing account.',
    advice: 'Read the events of the Job: its controller says there why it cannot make a pod.',
    limits: [
      `${spellDuration(NO_POD_SECONDS)} after its start. If an event says why, \`pods-not-created\` tells it.`,
    ],
    needs: ['Job'],
    *find(facts, told) {
      for (const [row, jobs] of jobsByRow(facts)) {
        const podless = jobs
          .map((job) => judgePodless(job, facts.at))
          .find(({ state }) => state === 'degraded');
        if (row.state !== 'degraded' || !podless || told.has(row)) continue;
        const what = row.kind === 'Job' ? (podless.why ?? '') : `its Job ${podless.why}`;
        yield { object: row, what, command: describeCommand(row, facts.context), rows: [row] };
      }
    },
  },
  {
    id: 'cron-late',
    severity: 'degraded',
    title: 'CronJob is late',
    says: ['is late', 'are late'],
    judges: 'A run of a CronJob is overdue, or runs were missed, or skipped since one still goes on.',
    why: 'Its work is not done in time. The controller does not start it, or its starting deadline has passed, or it waits for a run that hangs.',
    advice:
      'Read its events. After a hundred missed runs its controller gives up until the CronJob is made anew or its deadline is set.',
    limits: [
      'A minute after it was due: so long a busy controller may take. Without `timeZone`, UTC is assumed.',
      'With `concurrencyPolicy: Forbid` one skipped run is as it should be; more than one is not.',
    ],
    needs: ['CronJob'],
    *find({ tables, at, context }) {
      for (const row of tables.workloads) {
        const { schedule = '', lateSeconds, missed, skipped, nextDue } = row.runs ?? {};
        if (lateSeconds === undefined && !missed && !skipped) continue;
        const late =
          lateSeconds !== undefined
            ? `its run is ${spellDuration(lateSeconds)} late`
            : row.runs && skipped
              ? formatSkipped(row.runs, at)
              : `${formatRuns(missed ?? 0)} missed`;
        yield {
          object: row,
          what: `${late} (schedule ${schedule})`,
          command: describeCommand(row, context),
          since: lateSeconds === undefined && !skipped ? undefined : nextDue,
          rows: [row],
        };
      }
    },
  },
  {
    id: 'cron-piling-up',
    severity: 'degraded',
    title: 'Runs pile up',
    judges: 'More than five runs of a CronJob go on at once.',
    why: 'They do not end, and each new one takes more of the cluster.',
    advice:
      'See what the oldest waits for. Give the Job an `activeDeadlineSeconds`, or the CronJob `concurrencyPolicy: Forbid`.',
    needs: ['CronJob'],
    *find({ tables, context }) {
      for (const row of tables.workloads) {
        const { atOnce, schedule = '' } = row.runs ?? {};
        if (atOnce === undefined) continue;
        yield {
          object: row,
          what: `${atOnce} of its runs go on at once (schedule ${schedule})`,
          command: describeCommand(row, context),
          rows: [row],
        };
      }
    },
  },
  {
    id: 'cron-no-success',
    severity: 'degraded',
    title: 'Last run left no success',
    says: ['had no success in its last run', 'had no success in their last runs'],
    judges: 'The last run of a CronJob recorded no success, nothing of it runs, and no Job of it is left.',
    why: 'Its work was not done, and what could tell why is gone.',
    advice: 'Keep the Jobs that fail (failedJobsHistoryLimit), and read the log of the next run.',
    needs: ['CronJob', 'Job'],
    *find({ tables, at, context }) {
      for (const row of tables.workloads) {
        const { leftNoSuccess, lastScheduled = '', lastSuccess = '' } = row.runs ?? {};
        if (!leftNoSuccess) continue;
        yield {
          object: row,
          what: `its run of ${spellMoment(lastScheduled, at)} did not succeed, and its Job is gone; it last succeeded ${spellMoment(lastSuccess, at)}`,
          command: describeCommand(row, context),
          since: lastScheduled,
          rows: [row],
        };
      }
    },
  },
  {
    id: 'cron-unscheduled',
    severity: 'degraded',
    milder: 'advice where it has run before',
    title: 'Schedule is not understood',
    says: ['has a schedule that is not understood', 'have schedules that are not understood'],
    judges: 'Nobody can say when a CronJob runs next: its schedule cannot be read, or never comes.',
    why: 'A run that does not happen is not noticed.',
    advice: 'Correct the schedule; give it a timeZone, which the API server checks.',
    needs: ['CronJob'],
    *find({ tables, context }) {
      for (const row of tables.workloads) {
        const problem = row.runs?.problem;
        if (!problem) continue;
        yield {
          object: row,
          what: problem,
          severity: row.runs?.lastScheduled ? 'advice' : 'degraded',
          command: describeCommand(row, context),
          rows: row.runs?.lastScheduled ? [] : [row],
        };
      }
    },
  },
  {
    id: 'cron-suspended',
    severity: 'advice',
    title: 'CronJob is suspended',
    judges: 'A CronJob is suspended.',
    why: 'It does not run until somebody resumes it, which is easily forgotten.',
    advice: 'Resume it (set suspend to false) when its time has come again, or delete it.',
    needs: ['CronJob'],
    *find({ tables, at, context }) {
      for (const row of tables.workloads) {
        if (!row.runs?.suspended) continue;
        const ago = secondsBetween(row.runs.lastScheduled, at);
        yield {
          object: row,
          what: `suspended; ${ago === undefined ? 'it never ran' : `it last ran ${spellDuration(ago)} before`}`,
          command: describeCommand(row, context),
        };
      }
    },
  },
];

type Job = ObjectOf<'Job'>;

/** Jobs with the row that represents them: their own, their CronJob's, or another owner's. */
function* jobsByRow({ tables, snapshot }: Facts): Generator<[WorkloadRow, Job[]]> {
  const jobs = Map.groupBy(snapshot.objects.Job, (job) => controllerOf(job)?.uid ?? job.metadata.uid);
  for (const row of tables.workloads) {
    const own = jobs.get(row.uid);
    if (own) yield [row, own];
  }
}

function* findFailed(facts: Facts): Generator<Found> {
  for (const [row, jobs] of jobsByRow(facts)) {
    const judged = row.kind === 'Job' ? row : judgeJobs(jobs, row.runs?.lastSuccess);
    // Beside a service, failed work is not everything; if the service fails too, its own rule tells that.
    if (judged.state !== 'failing' || row.state !== (row.runsToEnd ? 'failing' : 'degraded')) continue;
    const failures = jobs.flatMap(({ status }) => conditionOf(status, 'Failed', 'True') ?? []);
    const last = failures.sort((a, b) =>
      compareText(b.lastTransitionTime ?? '', a.lastTransitionTime ?? ''),
    )[0];
    yield {
      ...look(row, facts),
      what: judged.why ?? 'failed',
      since: last?.lastTransitionTime,
      rows: [row],
    };
  }
}

/** The log of the last failed pod, while it exists. */
function look(row: WorkloadRow, { owned, podOf, context }: Facts): Pick<Found, 'object' | 'command'> {
  const failed = (owned.get(objectKey(row))?.pods ?? []).filter(
    (pod) => podOf(pod)?.status?.phase === 'Failed',
  );
  const last = failed.sort((a, b) => compareText(b.created ?? '', a.created ?? ''))[0];
  const command = last
    ? logsCommand({ kind: 'Pod', namespace: last.namespace, name: last.name }, { previous: false }, context)
    : describeCommand(row, context);
  return { object: row, command };
}
