/** The simulated cluster as its API server would serve it at this moment. */
import type { KindName } from '../../../src/snapshots/kinds/kinds.ts';
import { microStampOf, toStamp } from './clock.ts';
import {
  isActivePod,
  isReadyPod,
  type Container,
  type EventThing,
  type NodeThing,
  type OtherThing,
  type SimPod,
  type ReplicaSetThing,
  type Template,
  type WorkloadThing,
} from './things.ts';
import type { World } from './world.ts';

export type ServedObjects = Partial<Record<KindName, object[]>>;

const KUBELET_BEATS = 10;

export function serve(world: World): ServedObjects {
  const { now } = world;
  const workloads = [...world.workloads.values()];
  const of = (kind: WorkloadThing['kind']) => workloads.filter((one) => one.kind === kind);
  const nodes = [...world.nodes.values()];
  return {
    Namespace: [...world.namespaces].map(([name, { uid, created }]) => ({
      metadata: { uid, name, creationTimestamp: toStamp(created) },
      status: { phase: 'Active' },
    })),
    Node: nodes.map((node) => nodeObject(node, now)),
    Lease: nodes.map((node) => leaseOf(node, now)),
    Pod: [...world.pods.values()].map((pod) => podObject(pod)),
    Event: [...world.events.values()].map(eventObject),
    Deployment: of('Deployment').map((one) => deploymentObject(world, one)),
    ReplicaSet: of('Deployment').flatMap((one) => one.sets.map((set) => setObject(world, one, set))),
    StatefulSet: of('StatefulSet').map((one) => statefulSetObject(world, one)),
    DaemonSet: of('DaemonSet').map((one) => daemonSetObject(world, one)),
    ReplicationController: of('ReplicationController').map((one) => controllerObject(world, one)),
    Job: of('Job').map((one) => jobObject(world, one)),
    CronJob: of('CronJob').map((one) => cronObject(world, one)),
    ...Object.groupBy(world.others.values().map(otherObject), ({ kind }) => kind),
  };
}

/** Well, and of use to nobody. */
const otherObject = ({ kind, namespace, name, uid, created }: OtherThing) => ({
  kind,
  metadata: { uid, namespace, name, creationTimestamp: toStamp(created) },
  spec: kind === 'Service' ? { type: 'ExternalName', externalName: 'elsewhere.example' } : {},
  status: kind === 'PersistentVolumeClaim' ? { phase: 'Bound' } : {},
});

const labelsOf = ({ name }: Pick<WorkloadThing, 'name'>) => ({ app: name });

const PROBE = { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 5 };

const specOf = ({ image, containers = ['app'] }: Template) => ({
  containers: containers.map((name) => ({
    ...{
      name,
      image,
      ports: [{ containerPort: 8080, protocol: 'TCP' }],
      readinessProbe: PROBE,
      livenessProbe: PROBE,
    },
    resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } },
  })),
});

const templateObject = (workload: Pick<WorkloadThing, 'name'>, template: Template) => ({
  metadata: {
    labels: { ...labelsOf(workload), ...template.labels },
    annotations: {
      ...(template.config !== undefined && { 'checksum/config': template.config }),
      ...(template.restartedAt !== undefined && {
        'kubectl.kubernetes.io/restartedAt': template.restartedAt,
      }),
    },
  },
  spec: specOf(template),
});

const metaOf = ({ uid, namespace, name, created, generation, labels }: WorkloadThing) => ({
  ...{ uid, namespace, name, creationTimestamp: toStamp(created), generation, labels },
});

const selectorOf = (workload: WorkloadThing) => ({ matchLabels: labelsOf(workload) });

const ownerOf = (
  { kind, name, uid }: Pick<WorkloadThing, 'kind' | 'name' | 'uid'>,
  apiVersion = 'apps/v1',
) => ({
  ...{ apiVersion, kind, name, uid, controller: true },
});

function count(world: World, workload: WorkloadThing) {
  const pods = world.podsOf(workload).filter(isActivePod);
  const ready = pods.filter(isReadyPod).length;
  return { pods, ready, updated: pods.filter(({ hash }) => hash === workload.hash).length };
}

function deploymentObject(world: World, workload: WorkloadThing): object {
  const { replicas, template, strategy, maxSurge, maxUnavailable, available, stuck, complete, progressAt } =
    workload;
  const { pods, ready, updated } = count(world, workload);
  const revision = Math.max(0, ...workload.sets.map((set) => set.revision));
  const progressing =
    stuck !== undefined
      ? { status: 'False', reason: 'ProgressDeadlineExceeded', lastTransitionTime: toStamp(stuck) }
      : {
          ...{ status: 'True', reason: complete ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated' },
          lastTransitionTime: toStamp(progressAt),
        };
  return {
    metadata: { ...metaOf(workload), annotations: { 'deployment.kubernetes.io/revision': String(revision) } },
    spec: {
      ...{
        replicas,
        paused: workload.paused,
        progressDeadlineSeconds: workload.deadline,
        revisionHistoryLimit: 10,
      },
      selector: selectorOf(workload),
      strategy: strategy
        ? { type: strategy }
        : { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
      template: templateObject(workload, template),
    },
    status: {
      observedGeneration: workload.generation,
      ...{ replicas: pods.length, updatedReplicas: updated, readyReplicas: ready, availableReplicas: ready },
      unavailableReplicas: Math.max(0, replicas - ready),
      conditions: [
        {
          ...{ type: 'Available', status: available.is ? 'True' : 'False' },
          reason: available.is ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
          lastTransitionTime: toStamp(available.since),
        },
        { type: 'Progressing', ...progressing },
      ],
    },
  };
}

function setObject(world: World, workload: WorkloadThing, set: ReplicaSetThing): object {
  const pods = [...world.pods.values()].filter((pod) => pod.owner?.uid === set.uid && isActivePod(pod));
  const ready = pods.filter(isReadyPod).length;
  const labels = { ...labelsOf(workload), 'pod-template-hash': set.hash };
  const template = templateObject(workload, set.template);
  return {
    metadata: {
      ...{ uid: set.uid, namespace: set.namespace, name: set.name, creationTimestamp: toStamp(set.created) },
      ...{
        generation: 1,
        labels,
        annotations: { 'deployment.kubernetes.io/revision': String(set.revision) },
      },
      ownerReferences: [ownerOf(workload)],
    },
    spec: {
      replicas: set.replicas,
      selector: { matchLabels: labels },
      template: {
        ...template,
        metadata: { ...template.metadata, labels: { ...template.metadata.labels, ...labels } },
      },
    },
    status: {
      ...{ observedGeneration: 1, replicas: pods.length, fullyLabeledReplicas: pods.length },
      ...{ readyReplicas: ready, availableReplicas: ready },
    },
  };
}

function statefulSetObject(world: World, workload: WorkloadThing): object {
  const { name, replicas, template, hash, currentHash, generation } = workload;
  const { pods, ready, updated } = count(world, workload);
  return {
    metadata: metaOf(workload),
    spec: {
      ...{ replicas, serviceName: name, podManagementPolicy: 'OrderedReady', selector: selectorOf(workload) },
      ...{ updateStrategy: { type: 'RollingUpdate' }, template: templateObject(workload, template) },
    },
    status: {
      ...{
        observedGeneration: generation,
        replicas: pods.length,
        readyReplicas: ready,
        availableReplicas: ready,
      },
      ...{ currentReplicas: pods.length - updated || pods.length, updatedReplicas: updated },
      ...{ currentRevision: `${name}-${currentHash}`, updateRevision: `${name}-${hash}` },
    },
  };
}

function daemonSetObject(world: World, workload: WorkloadThing): object {
  const { template, generation } = workload;
  const { pods, ready, updated } = count(world, workload);
  const desired = world.nodes.size;
  return {
    metadata: metaOf(workload),
    spec: {
      selector: selectorOf(workload),
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
      template: templateObject(workload, template),
    },
    status: {
      ...{
        observedGeneration: generation,
        desiredNumberScheduled: desired,
        currentNumberScheduled: pods.length,
      },
      ...{ updatedNumberScheduled: updated, numberReady: ready, numberAvailable: ready },
      ...{ numberUnavailable: Math.max(0, desired - ready), numberMisscheduled: 0 },
    },
  };
}

function controllerObject(world: World, workload: WorkloadThing): object {
  const { replicas, template, generation } = workload;
  const { pods, ready } = count(world, workload);
  return {
    metadata: metaOf(workload),
    spec: { replicas, selector: labelsOf(workload), template: templateObject(workload, template) },
    status: {
      ...{
        replicas: pods.length,
        fullyLabeledReplicas: pods.length,
        readyReplicas: ready,
        availableReplicas: ready,
      },
      observedGeneration: generation,
    },
  };
}

function jobObject(world: World, workload: WorkloadThing): object {
  const { template, cron, ended, startedAt, failed } = workload;
  const pods = [...world.pods.values()].filter((pod) => pod.owner?.uid === workload.uid);
  const active = pods.filter(({ phase }) => phase === 'Pending' || phase === 'Running');
  const owner = cron === undefined ? undefined : world.workloads.get(cron);
  return {
    metadata: { ...metaOf(workload), ...(owner && { ownerReferences: [ownerOf(owner, 'batch/v1')] }) },
    spec: {
      ...{ parallelism: 1, completions: 1, backoffLimit: 2, template: templateObject(workload, template) },
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': workload.uid } },
    },
    status: {
      ...{ active: active.length, ready: active.filter(isReadyPod).length, failed },
      succeeded: Number(ended?.how === 'Complete'),
      ...(startedAt !== undefined && { startTime: toStamp(startedAt) }),
      ...(ended?.how === 'Complete' && { completionTime: toStamp(ended.at) }),
      ...(ended && {
        conditions: [
          {
            ...{ type: ended.how, status: 'True', lastTransitionTime: toStamp(ended.at) },
            ...(ended.how === 'Failed' && {
              reason: 'BackoffLimitExceeded',
              message: 'Job has reached the specified backoff limit',
            }),
          },
        ],
      }),
    },
  };
}

function cronObject(world: World, workload: WorkloadThing): object {
  const { template, every = 3600, lastSchedule, lastSuccess, key } = workload;
  const running = [...world.workloads.values()].filter(({ cron, ended }) => cron === key && !ended);
  return {
    metadata: metaOf(workload),
    spec: {
      ...{ schedule: every === 3600 ? '0 * * * *' : `*/${every / 60} * * * *`, timeZone: 'Etc/UTC' },
      ...{ concurrencyPolicy: 'Allow', successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 },
      jobTemplate: { spec: { backoffLimit: 2, template: templateObject(workload, template) } },
    },
    status: {
      active: running.map(({ name, namespace, uid }) => ({ name, namespace, uid })),
      ...(lastSchedule !== undefined && { lastScheduleTime: toStamp(lastSchedule) }),
      ...(lastSuccess !== undefined && { lastSuccessfulTime: toStamp(lastSuccess) }),
    },
  };
}

function podObject(pod: SimPod): object {
  const { uid, namespace, name, owner, hash, created, node, deletion, phase, template, lostSince } = pod;
  const app = pod.workload.split('/')[2];
  const isBound = pod.boundAt !== undefined;
  const hashLabel =
    owner?.kind === 'ReplicaSet'
      ? { 'pod-template-hash': hash }
      : owner?.kind === 'StatefulSet' || owner?.kind === 'DaemonSet'
        ? { 'controller-revision-hash': `${owner.name}-${hash}` }
        : {};
  const isJob = owner?.kind === 'Job';
  const isReady = isReadyPod(pod);
  const since = toStamp(isReady ? (pod.readySince ?? created) : (lostSince ?? pod.boundAt ?? created));
  return {
    metadata: {
      ...{ uid, namespace, name, creationTimestamp: toStamp(created) },
      labels: { app, ...template.labels, ...hashLabel },
      ...(owner && { ownerReferences: [{ ...owner, controller: true, blockOwnerDeletion: true }] }),
      ...(deletion !== undefined && {
        deletionTimestamp: toStamp(deletion + 30),
        deletionGracePeriodSeconds: 30,
      }),
    },
    spec: {
      ...specOf(template),
      restartPolicy: isJob ? 'Never' : 'Always',
      ...(isBound && { nodeName: node }),
    },
    status: {
      ...{
        phase,
        ...(pod.reason !== undefined && {
          reason: pod.reason,
          message: 'The node was low on resource: memory.',
        }),
      },
      ...(isBound && { startTime: toStamp(pod.boundAt ?? created), hostIP: '10.0.0.1', podIP: '10.1.0.1' }),
      conditions: [
        isBound
          ? { type: 'PodScheduled', status: 'True', lastTransitionTime: toStamp(pod.boundAt ?? created) }
          : {
              type: 'PodScheduled',
              status: 'False',
              reason: 'Unschedulable',
              message: '0 nodes are available',
              lastTransitionTime: toStamp(created + 1),
            },
        ...(isBound
          ? [
              { type: 'Initialized', status: 'True', lastTransitionTime: toStamp(pod.boundAt ?? created) },
              {
                type: 'Ready',
                status: isReady ? 'True' : 'False',
                lastTransitionTime: since,
                ...(!isReady && { reason: 'ContainersNotReady' }),
              },
            ]
          : []),
      ],
      ...(isBound &&
        pod.reason === undefined && {
          containerStatuses: pod.containers.map((one) => containerObject(one, template)),
        }),
    },
  };
}

function containerObject(
  { name, restarts, state, reason, startedAt, ready, last }: Container,
  { image }: Template,
): object {
  const terminated = last && {
    ...{ exitCode: last.exitCode, reason: last.reason, finishedAt: toStamp(last.finishedAt) },
    ...(startedAt !== undefined && startedAt <= last.finishedAt && { startedAt: toStamp(startedAt) }),
  };
  const states = {
    running: { running: { startedAt: toStamp(startedAt ?? 0) } },
    ended: { terminated: terminated ?? {} },
    waiting: { waiting: { reason: reason ?? 'ContainerCreating' } },
  };
  return {
    ...{
      name,
      ready,
      started: state === 'running',
      restartCount: restarts,
      image,
      imageID: `${image}@sha256:0`,
    },
    ...{ state: states[state], ...(terminated && state !== 'ended' && { lastState: { terminated } }) },
  };
}

function eventObject(event: EventThing): object {
  const {
    uid,
    namespace,
    name,
    involved,
    type,
    reason,
    message,
    component,
    host,
    count: n,
    first,
    last,
    modern,
  } = event;
  return {
    metadata: { uid, namespace, name, creationTimestamp: toStamp(first) },
    ...{ involvedObject: { apiVersion: 'v1', ...involved }, type, reason, message },
    ...(modern
      ? {
          eventTime: microStampOf(first),
          reportingComponent: component,
          reportingInstance: `${component}-0`,
          action: 'Binding',
        }
      : {
          ...{ count: n, firstTimestamp: toStamp(first), lastTimestamp: toStamp(last) },
          source: { component, ...(host !== undefined && { host }) },
        }),
  };
}

function nodeObject({ name, uid, created, cordoned, silentSince, ready }: NodeThing, now: number): object {
  const lastBeat = Math.floor((silentSince ?? now) / 300) * 300;
  const condition = (type: string, status: string, reason: string, since: number) => ({
    ...{ type, status, reason, lastTransitionTime: toStamp(since), lastHeartbeatTime: toStamp(lastBeat) },
  });
  const isLost = ready.status === 'Unknown';
  const pressures = ['MemoryPressure', 'DiskPressure', 'PIDPressure'].map((type) =>
    condition(
      type,
      isLost ? 'Unknown' : 'False',
      isLost ? 'NodeStatusUnknown' : 'KubeletHasSufficient',
      isLost ? ready.since : created,
    ),
  );
  return {
    metadata: {
      ...{ uid, name, creationTimestamp: toStamp(created) },
      labels: { 'kubernetes.io/hostname': name },
    },
    spec: {
      ...(cordoned && { unschedulable: true }),
      taints: [
        ...(cordoned ? [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] : []),
        ...(isLost
          ? [{ key: 'node.kubernetes.io/unreachable', effect: 'NoExecute', timeAdded: toStamp(ready.since) }]
          : []),
        ...(ready.status === 'False'
          ? [{ key: 'node.kubernetes.io/not-ready', effect: 'NoExecute', timeAdded: toStamp(ready.since) }]
          : []),
      ],
    },
    status: {
      capacity: { cpu: '8', memory: '32Gi', pods: '110' },
      allocatable: { cpu: '8', memory: '32Gi', pods: '110' },
      conditions: [...pressures, condition('Ready', ready.status, ready.reason, ready.since)],
      nodeInfo: {
        kubeletVersion: 'v1.34.1',
        containerRuntimeVersion: 'containerd://2.1.0',
        operatingSystem: 'linux',
        architecture: 'amd64',
      },
    },
  };
}

function leaseOf({ name, uid, created, silentSince }: NodeThing, now: number): object {
  const renewed = Math.max(created, Math.floor((silentSince ?? now) / KUBELET_BEATS) * KUBELET_BEATS);
  return {
    metadata: {
      uid: uid.replace('4000', '4001'),
      namespace: 'kube-node-lease',
      name,
      creationTimestamp: toStamp(created),
    },
    spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime: microStampOf(renewed) },
  };
}
