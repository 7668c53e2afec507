/** Pods at a moment, with the status from the kubelet, the scheduler and the node lifecycle controller. */
import { MINUTE, SECOND, stamp } from '../plan/clock.ts';
import { covers, lastChange } from '../plan/intervals.ts';
import {
  existsAt,
  isReadyAt,
  readyIntervals,
  type ContainerLife,
  type PodLife,
  type ContainerRun,
} from '../plan/pod-lives.ts';
import { toCondition, imageId, metadataOf, type ApiObject, type Instant } from './object.ts';
import { podLabels, podOwner, tokenVolume } from './owners.ts';
import { imageOf, podSpec, usesHostNetwork } from './pod-spec.ts';

export const podIp = (life: PodLife, moment: Instant): string => {
  const node = life.node;
  if (!node) return '';
  if (usesHostNetwork(life.workload)) return node.ip;
  const subnet = moment.plan.estate.nodes.indexOf(node) * 16 + ((life.address >> 8) & 15);
  return `10.${128 + Number(node.ip.split('.')[1]) / 10}.${subnet}.${life.address & 255}`;
};

/** The kubelet has reported the pod. Nobody asks for times after `life.gone`. */
const isTaken = (life: PodLife, at: number) => life.started !== undefined && life.started <= at;

const terminated = ({ from, to, exitCode = 0, reason, message }: ContainerRun, id: string) => ({
  ...{ exitCode, reason, ...(message && { message }) },
  ...{ startedAt: stamp(from), finishedAt: stamp(to ?? from), containerID: id },
});

/** Index of the current or last run; -1 before the first. */
const lastRun = ({ runs }: ContainerLife, at: number): number => runs.findLastIndex(({ from }) => from <= at);

const isInitialised = (life: PodLife, at: number): boolean =>
  life.containers
    .filter(({ role }) => role !== 'main')
    .every(({ runs, role }) =>
      role === 'init'
        ? runs.some(({ to, exitCode }) => exitCode === 0 && to !== undefined && to <= at)
        : runs.some(({ ready }) => ready !== undefined && ready <= at),
    );

const isContainerReady = (container: ContainerLife, at: number): boolean =>
  container.role === 'init'
    ? container.runs.some(({ to, exitCode }) => exitCode === 0 && to !== undefined && to <= at)
    : covers(readyIntervals(container), at);

function waitingState(life: PodLife, container: ContainerLife, at: number) {
  const initialised = isInitialised(life, at);
  if (!initialised) return { reason: 'PodInitializing' };
  if (container.waiting && at >= (life.started ?? 0) + 8 * SECOND) {
    const pulling = container.waiting.reason === 'ImagePullBackOff' && at < (life.started ?? 0) + 25 * SECOND;
    return pulling ? { reason: 'ErrImagePull', message: 'manifest unknown' } : container.waiting;
  }
  return {
    reason: life.containers.some(({ role }) => role !== 'main') ? 'PodInitializing' : 'ContainerCreating',
  };
}

function containerStatus(life: PodLife, container: ContainerLife, at: number) {
  const { spec, runs, past, role } = container;
  const index = lastRun(container, at);
  const run = runs[index];
  const id = (attempt: number) =>
    `containerd://${imageId(`${life.uid}/${spec.name}/${attempt}`).split(':')[1]}`;
  const previous = runs[index - 1];
  const ended = run?.to !== undefined && run.to <= at;
  const again = ended && run.exitCode !== 0 && !life.job;
  let state: object;
  let lastState: object = {};
  if (!run) {
    state = { waiting: waitingState(life, container, at) };
  } else if (again && index > 0) {
    const wait = Math.min(300, 5 * 2 ** index);
    const duration = wait >= 60 ? `${Math.floor(wait / 60)}m${wait % 60}s` : `${wait}s`;
    const message = `back-off ${duration} restarting failed container=${spec.name} pod=${life.name}_${life.workload.namespace}(${life.uid})`;
    state = { waiting: { reason: 'CrashLoopBackOff', message } };
    lastState = { terminated: terminated(run, id(index)) };
  } else {
    state = ended ? { terminated: terminated(run, id(index)) } : { running: { startedAt: stamp(run.from) } };
    if (previous) lastState = { terminated: terminated(previous, id(index - 1)) };
    else if (past) {
      const end = { from: past.at - MINUTE, to: past.at, exitCode: 143, reason: 'Error' };
      lastState = { terminated: terminated(end, id(-1)) };
    }
  }
  const ready = isContainerReady(container, at);
  return {
    name: spec.name,
    state,
    lastState,
    ready,
    started: role === 'init' ? false : run !== undefined && !ended,
    restartCount: Math.max(index, 0) + (past?.restarts ?? 0),
    image: imageOf(spec),
    imageID: run ? imageId(imageOf(spec)) : '',
    ...(run && { containerID: id(index) }),
  };
}

/** The scheduler's message; its numbers of nodes come from the estate. */
export function unschedulable(life: PodLife, moment: Instant): string {
  const { nodes } = moment.plan.estate;
  const masters = nodes.filter(({ controlPlane }) => controlPlane).length;
  const silent = life.scheduled === undefined ? 0 : 1;
  const taint = silent ? `${silent} node(s) had untolerated taint {node.kubernetes.io/unreachable: }, ` : '';
  return `0/${nodes.length} nodes are available: ${taint}${masters} node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, ${nodes.length - masters - silent} Insufficient memory. no new claims to deallocate, preemption: 0/${nodes.length} nodes are available: ${nodes.length} No preemption victims found for incoming pod.`;
}

function conditions(life: PodLife, moment: Instant, initialised: boolean) {
  const { at } = moment;
  const scheduled = life.scheduled !== undefined && life.scheduled <= at;
  if (!scheduled) {
    const gated = life.revision.fate === 'gated';
    const message = gated
      ? 'Scheduling is blocked due to non-empty scheduling gates'
      : unschedulable(life, moment);
    const reason = gated ? 'SchedulingGated' : 'Unschedulable';
    return [toCondition('PodScheduled', false, life.created, { reason, message })];
  }
  const list = [toCondition('PodScheduled', true, life.scheduled ?? life.created)];
  const started = life.started;
  if (started === undefined || at < started) return list;
  const ready = isReadyAt(life, at);
  const unready = life.containers.filter((one) => one.role !== 'init' && !isContainerReady(one, at));
  const done = life.finished !== undefined && life.finished.at <= at;
  const names = unready.map(({ spec }) => spec.name).join(' ');
  const why = done
    ? { reason: 'PodCompleted' }
    : unready.length > 0
      ? { reason: 'ContainersNotReady', message: `containers with unready status: [${names}]` }
      : {};
  const changed = Math.max(lastChange(life.ready, at, started), done ? (life.finished?.at ?? 0) : 0);
  const initialisedAt = life.containers
    .filter(({ role }) => role !== 'main')
    .reduce((latest, { runs }) => Math.max(latest, runs[0]?.to ?? runs[0]?.ready ?? latest), started);
  return [
    toCondition('PodReadyToStartContainers', !done, started + SECOND),
    initialised
      ? toCondition('Initialized', true, initialisedAt)
      : toCondition('Initialized', false, started, { reason: 'ContainersNotInitialized' }),
    toCondition('Ready', ready, changed, ready ? {} : why),
    toCondition(
      'ContainersReady',
      unready.length === 0 && !done,
      changed,
      unready.length > 0 || done ? why : {},
    ),
    ...list,
  ];
}

function phaseOf(life: PodLife, at: number): string {
  if (life.finished && life.finished.at <= at) return life.finished.succeeded ? 'Succeeded' : 'Failed';
  const begun = life.containers.some((one) => one.role === 'main' && lastRun(one, at) >= 0);
  return begun ? 'Running' : 'Pending';
}

function status(life: PodLife, moment: Instant) {
  const { at } = moment;
  const initialised = isInitialised(life, at);
  const base = {
    phase: phaseOf(life, at),
    conditions: conditions(life, moment, initialised),
    qosClass: 'Burstable',
  };
  if (!isTaken(life, at)) return base;
  const statuses = (roles: string[]) =>
    life.containers.filter(({ role }) => roles.includes(role)).map((one) => containerStatus(life, one, at));
  const before = statuses(['init', 'sidecar']);
  const ip = podIp(life, moment);
  return {
    ...base,
    hostIP: life.node?.ip,
    hostIPs: [{ ip: life.node?.ip }],
    ...(at >= (life.started ?? 0) + 2 * SECOND && { podIP: ip, podIPs: [{ ip }] }),
    startTime: stamp(life.started ?? 0),
    ...(before.length > 0 && { initContainerStatuses: before }),
    containerStatuses: statuses(['main']),
  };
}

export function podsAt(moment: Instant): ApiObject[] {
  const { plan, at } = moment;
  return plan.lives
    .filter((life) => existsAt(life, at))
    .map((life) => {
      const { workload, revision, name, uid, created, deleted } = life;
      const { schedulingGates, ...spec } = podSpec(workload, revision.version);
      const scheduled = life.scheduled !== undefined && life.scheduled <= at;
      return {
        metadata: {
          ...metadataOf(moment, 'Pod', {
            ...{ name, namespace: workload.namespace, created, manager: 'kubelet' },
            labels: podLabels(life),
            annotations: {
              'cni.projectcalico.org/podIP': podIp(life, moment),
              ...(workload.kind === 'StaticPod' && {
                'kubernetes.io/config.mirror': uid.replaceAll('-', ''),
              }),
            },
            ownerReferences: [podOwner(moment, life)],
            ...(deleted !== undefined &&
              deleted <= at && {
                deletionTimestamp: stamp(deleted + life.graceSeconds * SECOND),
                deletionGracePeriodSeconds: life.graceSeconds,
              }),
          }),
          uid,
        },
        spec: {
          ...spec,
          ...(schedulingGates && !scheduled && { schedulingGates }),
          ...(scheduled && { nodeName: life.node?.name }),
          volumes: [
            {
              name: tokenVolume(name),
              projected: { defaultMode: 420, sources: [{ serviceAccountToken: { path: 'token' } }] },
            },
            ...(workload.storage
              ? [{ name: 'data', persistentVolumeClaim: { claimName: `data-${name}` } }]
              : []),
          ],
          tolerations: [
            {
              key: 'node.kubernetes.io/not-ready',
              operator: 'Exists',
              effect: 'NoExecute',
              tolerationSeconds: 300,
            },
            {
              key: 'node.kubernetes.io/unreachable',
              operator: 'Exists',
              effect: 'NoExecute',
              tolerationSeconds: 300,
            },
          ],
        },
        status: status(life, moment),
      };
    });
}
