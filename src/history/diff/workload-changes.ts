import { objectKey, objectPath, toObjectRef } from '../../model/object-ref.ts';
import type { ObjectRef, WorkloadRow } from '../../model/report.ts';
import { seesWorkload } from '../kinds-seen.ts';
import type { WorkloadCause } from './change.ts';
import { claim, isOwnedBy } from './entries.ts';
import { allEntries, type CauseInput } from './cause-input.ts';

/** Workloads that came or went with everything that they own, or were deleted and recreated under their name. */
export function findWorkloadChanges(input: CauseInput): WorkloadCause[] {
  const { before, after, seen } = input;
  const came = after.report.workloads.flatMap((row): WorkloadCause[] => {
    const old = before.workloads.get(objectKey(row));
    if (old?.uid === row.uid || !isLasting(row) || isTold(input, row)) return [];
    if (!old && !canBeTold(seen, row)) return [];
    return [toWorkloadCause(input, old ? 'recreated' : 'added', old, row)];
  });
  const went = before.report.workloads.flatMap((row): WorkloadCause[] => {
    if (after.workloads.has(objectKey(row)) || !isLasting(row) || isTold(input, row)) return [];
    return canBeTold(seen, row) ? [toWorkloadCause(input, 'removed', row, undefined)] : [];
  });
  return [...came, ...went];
}

/** Jobs come and go: they are told as runs. */
const isLasting = ({ kind }: WorkloadRow) => kind !== 'Job';

/** Both snapshots see it. Where its own kind is not seen, a ReplicaSet of a custom kind looks like a workload. */
const canBeTold = ({ before, after }: CauseInput['seen'], { kind, namespace = '' }: ObjectRef) =>
  seesWorkload(before, kind, namespace) && seesWorkload(after, kind, namespace);

const isTold = ({ entries }: CauseInput, { uid }: WorkloadRow) =>
  entries.some(({ change }) => change.object.uid === uid && change.cause !== undefined);

function toWorkloadCause(
  input: CauseInput,
  what: WorkloadCause['what'],
  before: WorkloadRow | undefined,
  after: WorkloadRow | undefined,
): WorkloadCause {
  const row = (after ?? before)!;
  const id = `workload/${objectPath(row)}`;
  const uids = [before?.uid, after?.uid].filter((uid) => uid !== undefined);
  const own = input.entries.filter(
    (entry) =>
      uids.includes(entry.change.object.uid) ||
      (entry.kind !== 'Pod' && uids.some((uid) => isOwnedBy(entry, uid))),
  );
  const pods = uids.flatMap((uid) => {
    const group = input.podsByWorkload.get(uid);
    return group ? allEntries(group) : [];
  });
  return {
    type: 'workload',
    id,
    objects: claim(id, own) + claim(id, pods),
    what,
    workload: toObjectRef(row),
    before: before?.version,
    after: after?.version,
    state: after && { state: after.state, ...(after.why !== undefined && { why: after.why }) },
    ...(input.seen.before('Pod', row.namespace) &&
      input.seen.after('Pod', row.namespace) && { pods: pods.length }),
  };
}
