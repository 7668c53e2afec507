import { resultOf } from '../../model/workloads/jobs.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { objectKey, objectPath, toObjectRef } from '../../model/object-ref.ts';
import type { ObjectRef } from '../../model/report.ts';
import type { RunCause } from './change.ts';
import { claim, type EntryOf } from './entries.ts';
import { allEntries, type CauseInput } from './cause-input.ts';

type JobEntry = EntryOf<'Job'>;

/** Runs of CronJobs, and Jobs without a CronJob. A run that began and was cleaned up in between leaves no trace. */
export function findRuns(input: CauseInput): RunCause[] {
  const jobs = input.entriesOf('Job').filter(({ change }) => change.cause === undefined);
  const byWorkload = Map.groupBy(jobs, (entry) => objectPath(workloadOf(entry, input)));
  return [...byWorkload.values()].flatMap((entries): RunCause[] => {
    const workload = workloadOf(entries[0]!, input);
    const counts = {
      started: entries.filter(({ change }) => change.class === 'added' || change.class === 'replaced').length,
      succeeded: entries.filter((entry) => ended(entry, 'succeeded')).length,
      failed: entries.filter((entry) => ended(entry, 'failed')).length,
      running: input.after.snapshot.objects.Job.filter(
        (job) => resultOf(job) === 'running' && sameOwner(job, workload, input),
      ).length,
      removed: entries.filter(
        ({ change, before }) => change.class === 'removed' && before && resultOf(before) !== 'running',
      ).length,
    };
    // The change is neither a begin nor an end.
    if (counts.started + counts.succeeded + counts.failed + counts.removed === 0) return [];
    const id = `run/${objectPath(workload)}`;
    const uids = new Set([workload.uid, ...entries.map(({ change }) => change.object.uid)]);
    const pods = [...uids].flatMap((uid) => {
      const group = input.podsByWorkload.get(uid);
      return group ? allEntries(group) : [];
    });
    return [
      {
        type: 'run',
        id,
        objects: claim(id, entries) + claim(id, pods),
        workload: toObjectRef(workload),
        ...counts,
        lastResult: input.after.workloads.get(objectKey(workload))?.runs?.lastResult,
      },
    ];
  });
}

function workloadOf({ before, after, change }: JobEntry, input: CauseInput): ObjectRef & { uid: string } {
  const owner = after ? input.after.ownerOf(after) : before && input.before.ownerOf(before);
  if (!owner) return change.object;
  const { uid, kind, namespace, name } = owner;
  return { kind, ...(namespace !== undefined && { namespace }), name, uid };
}

const sameOwner = (job: ObjectOf<'Job'>, workload: { uid: string }, { after }: CauseInput) =>
  job.metadata.uid === workload.uid || after.ownerOf(job)?.uid === workload.uid;

const ended = ({ before, after, change }: JobEntry, result: 'succeeded' | 'failed') =>
  after !== undefined &&
  resultOf(after) === result &&
  (before === undefined || change.class === 'replaced' || resultOf(before) !== result);
