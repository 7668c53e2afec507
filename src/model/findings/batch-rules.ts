/** Rules about Jobs and CronJobs. */
import { describeCommand, logsCommand } from '../commands.ts';
import { count, spellDuration } from '../english.ts';
import { secondsBetween } from '../human-duration.ts';
import { controllerOf } from '../owners.ts';
import type { WorkloadRow } from '../report.ts';
import { compareText } from '../state.ts';
import { conditionOf } from './condition.ts';
import type { Facts } from './facts.ts';
import { keyOf, type Found, type Rule } from './rule.ts';

export const batchRules: Rule[] = [
  {
    id: 'job-failed',
    severity: 'failing',
    title: 'Job failed',
    judges: 'A Job, or the last Job of a CronJob that has ended, failed.',
    why: 'Its work is not done, and nothing tries again: a Job has used up its retries, a CronJob waits for its next time.',
    advice:
      'Read the log of its last pod, mend the cause, and start it anew (kubectl create job --from=cronjob/NAME).',
    needs: ['Job', 'CronJob'],
    find: findFailed,
  },
  {
    id: 'job-retrying',
    severity: 'degraded',
    title: 'Job retries',
    judges: 'A Job that goes on has pods that failed.',
    why: 'It fails as a whole when its retries are used up (backoffLimit).',
    advice: 'Read the log of a pod that failed while it is there.',
    needs: ['Job'],
    *find(facts) {
      const { snapshot, owned } = facts;
      for (const { metadata, kind, status } of snapshot.objects.Job) {
        const { namespace, name } = metadata;
        const row = owned.get(keyOf({ kind, namespace, name }))?.workload;
        if (row?.state !== 'degraded' || !status?.failed || status.completionTime) continue;
        yield { ...look(row, facts), what: `${count(status.failed, 'pod')} failed so far`, rows: [row] };
      }
    },
  },
  {
    id: 'cron-late',
    severity: 'degraded',
    title: 'CronJob is late',
    judges: 'A run of a CronJob is overdue, or runs were missed.',
    why: 'Its work is not done in time: the controller does not start it, or could not for so long that its starting deadline passed.',
    advice:
      'Read its events. After a hundred missed runs its controller gives up until the CronJob is made anew or its deadline is set.',
    limits: [
      'A minute after it was due: so long a busy controller may take. Without `timeZone`, UTC is assumed.',
    ],
    needs: ['CronJob'],
    *find({ tables, context }) {
      for (const row of tables.workloads) {
        const { schedule = '', lateSeconds, missed, nextDue } = row.runs ?? {};
        if (lateSeconds === undefined && !missed) continue;
        const late =
          lateSeconds === undefined
            ? `${count(missed ?? 0, 'run')} missed`
            : `its run is ${spellDuration(lateSeconds)} late`;
        yield {
          object: row,
          what: `${late} (schedule ${schedule})`,
          command: describeCommand(row, context),
          since: lateSeconds === undefined ? undefined : nextDue,
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

function* findFailed(facts: Facts): Generator<Found> {
  const { tables, snapshot } = facts;
  const failed = tables.workloads.filter(
    ({ state, kind }) => state === 'failing' && (kind === 'Job' || kind === 'CronJob'),
  );
  if (failed.length === 0) return;
  const jobs = Map.groupBy(snapshot.objects.Job, (job) => controllerOf(job)?.uid ?? job.metadata.uid);
  for (const row of failed) {
    const failures = (jobs.get(row.uid) ?? []).flatMap(
      ({ status }) => conditionOf(status, 'Failed', 'True') ?? [],
    );
    const last = failures.sort((a, b) =>
      compareText(b.lastTransitionTime ?? '', a.lastTransitionTime ?? ''),
    )[0];
    yield {
      ...look(row, facts),
      what: row.why ?? 'failed',
      since: last?.lastTransitionTime,
      rows: [row],
    };
  }
}

/** The log of the last pod that failed, while it is there. */
function look(row: WorkloadRow, { owned, podOf, context }: Facts): Pick<Found, 'object' | 'command'> {
  const failed = (owned.get(keyOf(row))?.pods ?? []).filter((pod) => podOf(pod)?.status?.phase === 'Failed');
  const last = failed.sort((a, b) => compareText(b.created ?? '', a.created ?? ''))[0];
  const command = last
    ? logsCommand({ kind: 'Pod', namespace: last.namespace, name: last.name }, { previous: false }, context)
    : describeCommand(row, context);
  return { object: row, command };
}
