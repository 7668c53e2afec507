/** Notices of the scheduler, the kubelets and the pods' owners about pods. */
import { MINUTE, SECOND } from '../plan/clock.ts';
import { covers } from '../plan/intervals.ts';
import type { PodLife } from '../plan/pod-lives.ts';
import { silencesOf } from '../plan/nodes-plan.ts';
import type { Instant } from '../objects/object.ts';
import { podOwner } from '../objects/owners.ts';
import { imageOf } from '../objects/pod-spec.ts';
import { podIp, unschedulable } from '../objects/pods.ts';
import { every, limited, type InvolvedObject, type Notice } from './notice.ts';

/** Everything that the node's kubelet reports about a pod. */
function kubeletNotices(moment: Instant, life: PodLife, involved: InvolvedObject): Notice[] {
  const { incidents, horizon } = moment.plan;
  const host = life.node?.name;
  const end = Math.min(life.deleted ?? horizon, horizon);
  const silences = host === undefined ? [] : silencesOf(incidents, host);
  const isTold = (time: number) => time <= end + SECOND && !covers(silences, time);
  const notice = (reason: string, message: string, times: number[], container?: string): Notice => ({
    type: ['Unhealthy', 'BackOff', 'Failed', 'Evicted'].includes(reason) ? 'Warning' : 'Normal',
    ...{ reason, message, times: times.filter(isTold), component: 'kubelet', host },
    involved:
      container === undefined ? involved : { ...involved, fieldPath: `spec.containers{${container}}` },
  });
  return life.containers.flatMap((container) => {
    const { spec, runs, waiting, unready, past } = container;
    const { name, port } = spec;
    const image = imageOf(spec);
    const starts = past ? [] : runs.map(({ from }) => from);
    const gaps = runs.flatMap(({ to, exitCode }, index) =>
      to === undefined || !exitCode || life.job
        ? []
        : every(12 * SECOND, to + 2 * SECOND, runs[index + 1]?.from ?? to),
    );
    const refused = runs.flatMap(({ from, ready = Infinity, to = Infinity }) =>
      [11, 21].map((after) => from + after * SECOND).filter((time) => time < Math.min(ready, to)),
    );
    const address = `${podIp(life, moment)}:${port}`;
    const pulls =
      waiting?.reason === 'ImagePullBackOff'
        ? limited(every(13 * SECOND, (life.started ?? end) + 9 * SECOND, end))
        : [];
    const configs =
      waiting?.reason === 'CreateContainerConfigError'
        ? limited(every(12 * SECOND, (life.started ?? end) + 9 * SECOND, end))
        : [];
    return [
      notice('Pulled', `Container image "${image}" already present on machine`, starts, name),
      notice('Created', `Created container: ${name}`, starts, name),
      notice('Started', `Started container ${name}`, starts, name),
      notice(
        'BackOff',
        `Back-off restarting failed container ${name} in pod ${life.name}_${life.workload.namespace}(${life.uid})`,
        limited(gaps),
        name,
      ),
      notice(
        'Unhealthy',
        `Readiness probe failed: Get "http://${address}/health": dial tcp ${address}: connect: connection refused`,
        port ? refused : [],
        name,
      ),
      notice('BackOff', waiting?.message ?? '', pulls, name),
      notice('Failed', `Error: ${waiting?.message}`, configs, name),
      ...unready.map(({ from, to, why = '' }) =>
        notice('Unhealthy', why, limited(every(10 * SECOND, from, Math.min(to, end))), name),
      ),
      ...(life.deleted === undefined || life.evicted
        ? []
        : [notice('Killing', `Stopping container ${name}`, [life.deleted + SECOND], name)]),
    ];
  });
}

/** All notices of a pod's life. */
export function podNotices(moment: Instant, life: PodLife): Notice[] {
  const { plan } = moment;
  const { created, scheduled, deleted, node, workload, name, uid } = life;
  const involved = { kind: 'Pod', apiVersion: 'v1', namespace: workload.namespace, name, uid };
  const gated = life.revision.fate === 'gated';
  const scheduler = { involved, component: 'default-scheduler' };
  const waits =
    gated || (scheduled ?? Infinity) - created < 30 * SECOND
      ? []
      : every(5 * MINUTE, created + SECOND, scheduled ?? plan.horizon);
  const notices: Notice[] = [
    {
      ...{ ...scheduler, type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling' },
      ...{ message: unschedulable(life, moment), times: waits },
    },
    {
      ...{ ...scheduler, type: 'Normal', reason: 'Scheduled', action: 'Binding' },
      message: `Successfully assigned ${workload.namespace}/${name} to ${node?.name}`,
      times: scheduled === undefined ? [] : [scheduled],
    },
    ...kubeletNotices(moment, life, involved),
  ];
  if (life.evicted && deleted !== undefined) {
    notices.push({
      ...{ involved, type: 'Normal', reason: 'TaintManagerEviction', component: 'taint-eviction-controller' },
      ...{ message: `Marking for deletion Pod ${workload.namespace}/${name}`, times: [deleted] },
    });
  }
  if (workload.kind === 'StaticPod') return notices;
  const { apiVersion, kind, name: owner, uid: ownerUid } = podOwner(moment, life);
  const controller = {
    involved: { kind, apiVersion, namespace: workload.namespace, name: owner, uid: ownerUid },
    type: 'Normal' as const,
    component: `${kind.toLowerCase()}-controller`,
  };
  notices.push({
    ...controller,
    reason: 'SuccessfulCreate',
    message: `Created pod: ${name}`,
    times: [created],
  });
  if (deleted !== undefined && !life.evicted) {
    notices.push({
      ...controller,
      reason: 'SuccessfulDelete',
      message: `Deleted pod: ${name}`,
      times: [deleted],
    });
  }
  return notices;
}
