/** Failed pods whose work was done since. */
import type { Snapshot } from '../../snapshots/schema.ts';
import { judgeJobs, resultOf } from './jobs.ts';
import { controllerOf } from '../owners/owners.ts';
import type { Pod } from '../pods/pod-status.ts';

/**
 * Finds failed pods whose work was done since: what an attempt left behind is no trouble.
 * - Its Job, or a later Job of the same CronJob, has succeeded.
 * - It has no controller. A later pod of the same owner has succeeded, on the same node and with the same container.
 *   Source: openshift/library-go pkg/operator/staticpod/controller/installer `ensureInstallerPod`. A ConfigMap owns
 *   its installers and their retries.
 */
export function indexRetried(objects: Snapshot['objects']): (pod: Pod) => boolean {
  const isDone = indexDone(objects);
  const isDoneByAnother = indexDoneByAnother(objects.Pod);
  return (pod) => {
    if (pod.status?.phase !== 'Failed') return false;
    const controller = controllerOf(pod);
    return controller ? isDone(controller.uid ?? '') : isDoneByAnother(pod);
  };
}

/** By UID of the Job. */
function indexDone({ Job, CronJob }: Snapshot['objects']): (job: string) => boolean {
  const ownerOf = new Map(Job.map((job) => [job.metadata.uid, controllerOf(job)?.uid ?? job.metadata.uid]));
  const jobsOf = Map.groupBy(Job, ({ metadata }) => ownerOf.get(metadata.uid) ?? '');
  const crons = new Map(CronJob.map(({ metadata, status }) => [metadata.uid, status?.lastSuccessfulTime]));
  return (job) => {
    const owner = ownerOf.get(job);
    const jobs = owner === undefined ? undefined : jobsOf.get(owner);
    return (
      owner !== undefined &&
      jobs !== undefined &&
      judgeJobs(jobs, crons.get(owner)).state === 'healthy' &&
      jobs.some((one) => resultOf(one) !== 'running')
    );
  };
}

function indexDoneByAnother(pods: readonly Pod[]): (pod: Pod) => boolean {
  const keyOf = ({ metadata, spec }: Pod) => {
    const [owner] = metadata.ownerReferences ?? [];
    return owner && JSON.stringify([owner.uid, spec?.nodeName, spec?.containers?.[0]?.name]);
  };
  const done = new Map<string, string>();
  for (const pod of pods) {
    const key = pod.status?.phase === 'Succeeded' ? keyOf(pod) : undefined;
    const created = pod.metadata.creationTimestamp ?? '';
    if (key !== undefined && created > (done.get(key) ?? '')) done.set(key, created);
  }
  return (pod) => {
    const key = keyOf(pod);
    return key !== undefined && (done.get(key) ?? '') > (pod.metadata.creationTimestamp ?? '');
  };
}
