/** Deployments, ReplicaSets, StatefulSets, DaemonSets and ReplicationControllers, with their controllers' reports. */
import { DAY, MINUTE, stamp } from '../plan/clock.ts';
import type { Workload } from '../plan/estate.ts';
import { suffix } from '../plan/hash.ts';
import { isActiveAt } from '../plan/pod-lives.ts';
import type { ReplicaPlan, PlannedRollout } from '../plan/replicas.ts';
import { countAt, heldSince } from './counts.ts';
import {
  toCondition,
  lastApplied,
  metadataOf,
  ownerReference,
  uidOf,
  type ApiObject,
  type Instant,
} from './object.ts';
import { API_VERSIONS, labelsOf, replicaSetName, selectorOf } from './owners.ts';
import { podTemplateOf } from './pod-spec.ts';
import { originOf, writersOf } from './writers.ts';

export const plansOf = ({ plan }: Instant, ...kinds: Workload['kind'][]): ReplicaPlan[] =>
  [...plan.replicas.values()].filter(({ workload }) => kinds.includes(workload.kind));

export const rolloutAt = ({ rollouts }: ReplicaPlan, at: number): PlannedRollout =>
  rollouts.findLast((one) => one.at <= at)!;
export const scaleAt = ({ scale }: ReplicaPlan, at: number) => scale.findLast((one) => one.at <= at)!;
export const bornAt = ({ scale }: ReplicaPlan): number => scale[0]!.at;

const generationAt = (plan: ReplicaPlan, at: number): number =>
  rolloutAt(plan, at).number + plan.scale.filter((one) => one.at <= at).length - 1;

function workloadMetadata(moment: Instant, plan: ReplicaPlan, annotations: Record<string, string> = {}) {
  const { workload } = plan;
  return metadataOf(moment, workload.kind, {
    ...{ name: workload.name, namespace: workload.namespace, created: bornAt(plan) },
    managedFields: writersOf(plan, moment.at),
    generation: generationAt(plan, moment.at),
    labels: labelsOf(workload, rolloutAt(plan, moment.at).revision.version),
    annotations: { ...lastApplied(workload.name), ...originOf(workload), ...annotations },
  });
}

/** Source: pkg/controller/deployment/progress.go and sync.go. */
function deploymentConditions(moment: Instant, plan: ReplicaPlan, rollout: PlannedRollout) {
  const { at } = moment;
  const { workload, lives } = plan;
  const isAvailable = (instant: number) => {
    const wanted = scaleAt(plan, instant).replicas;
    return countAt(lives, instant, workload.minReadySeconds).available >= wanted - Math.floor(wanted / 4);
  };
  const available = isAvailable(at);
  const since = heldSince(lives, at, bornAt(plan) + MINUTE, isAvailable);
  const set = replicaSetName(rollout.revision);
  const isDone = rollout.done !== undefined && rollout.done <= at;
  // Ten minutes after the last progress; a stuck rollout made its last progress when it scaled.
  const lastProgress = Math.max(rollout.at, scaleAt(plan, at).at) + MINUTE;
  const isStuck = !isDone && at >= lastProgress + 10 * MINUTE;
  const progress = isDone
    ? { reason: 'NewReplicaSetAvailable', message: `ReplicaSet "${set}" has successfully progressed.` }
    : isStuck
      ? { reason: 'ProgressDeadlineExceeded', message: `ReplicaSet "${set}" has timed out progressing.` }
      : { reason: 'ReplicaSetUpdated', message: `ReplicaSet "${set}" is progressing.` };
  const changed = isStuck ? lastProgress + 10 * MINUTE : rollout.at;
  const minimum = available
    ? { reason: 'MinimumReplicasAvailable', message: 'Deployment has minimum availability.' }
    : { reason: 'MinimumReplicasUnavailable', message: 'Deployment does not have minimum availability.' };
  return [
    toCondition('Available', available, since, { ...minimum, lastUpdateTime: stamp(since) }),
    toCondition('Progressing', !isStuck, changed, {
      ...progress,
      lastUpdateTime: stamp(isDone ? rollout.done! : changed),
    }),
  ];
}

export function deployments(moment: Instant): ApiObject[] {
  const { at } = moment;
  return plansOf(moment, 'Deployment').map((plan) => {
    const { workload, lives } = plan;
    const rollout = rolloutAt(plan, at);
    const { replicas, ready, available } = countAt(lives, at, workload.minReadySeconds);
    const updated = lives.filter(
      (life) => isActiveAt(life, at) && life.revision.hash === rollout.revision.hash,
    );
    const wanted = scaleAt(plan, at).replicas;
    const unavailable = Math.max(0, Math.max(wanted, replicas) - available);
    return {
      metadata: workloadMetadata(moment, plan, {
        'deployment.kubernetes.io/revision': String(rollout.number),
      }),
      spec: {
        replicas: wanted,
        selector: { matchLabels: selectorOf(workload) },
        template: podTemplateOf(workload, rollout.revision.version),
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
        ...(workload.minReadySeconds && { minReadySeconds: workload.minReadySeconds }),
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
      },
      status: {
        observedGeneration: generationAt(plan, at),
        ...{ replicas, updatedReplicas: updated.length, readyReplicas: ready, availableReplicas: available },
        ...(unavailable > 0 && { unavailableReplicas: unavailable }),
        conditions: deploymentConditions(moment, plan, rollout),
      },
    };
  });
}

/** One ReplicaSet per template. A template that comes back keeps its ReplicaSet and takes the new number. */
export function replicaSets(moment: Instant): ApiObject[] {
  const { at } = moment;
  return plansOf(moment, 'Deployment', 'Rollout').flatMap((plan) => {
    const { workload, lives } = plan;
    const first = plan.rollouts[0]!;
    const before: PlannedRollout = {
      at: first.at - 12 * DAY,
      revision: {
        ...first.revision,
        version: `${first.revision.version}-previous`,
        hash: suffix(`${first.revision.hash}<`, 9),
      },
      number: first.number - 1,
    };
    const begun = [before, ...plan.rollouts.filter((rollout) => rollout.at <= at)];
    const latest = new Map(begun.map((rollout) => [rollout.revision.hash, rollout]));
    return [...latest.values()].map(({ revision, number }) => {
      const own = lives.filter((life) => life.revision.hash === revision.hash);
      const { replicas, ready, available } = countAt(own, at, workload.minReadySeconds);
      const created = begun.find((rollout) => rollout.revision.hash === revision.hash)!.at;
      const owner = uidOf(moment, workload.kind, workload.namespace, workload.name);
      return {
        metadata: metadataOf(moment, 'ReplicaSet', {
          ...{ name: replicaSetName(revision), namespace: workload.namespace, created, generation: 1 },
          labels: { ...labelsOf(workload, revision.version), 'pod-template-hash': revision.hash },
          annotations: { 'deployment.kubernetes.io/revision': String(number) },
          ownerReferences: [ownerReference(API_VERSIONS[workload.kind], workload.kind, workload.name, owner)],
        }),
        spec: {
          replicas,
          selector: { matchLabels: { ...selectorOf(workload), 'pod-template-hash': revision.hash } },
          template: podTemplateOf(workload, revision.version, revision.hash),
          ...(workload.minReadySeconds && { minReadySeconds: workload.minReadySeconds }),
        },
        status: {
          ...{ replicas, observedGeneration: 1 },
          ...(replicas > 0 && { fullyLabeledReplicas: replicas }),
          ...(ready > 0 && { readyReplicas: ready }),
          ...(available > 0 && { availableReplicas: available }),
        },
      };
    });
  });
}

export function statefulSets(moment: Instant): ApiObject[] {
  return plansOf(moment, 'StatefulSet').map((plan) => {
    const { workload, lives } = plan;
    const { revision } = rolloutAt(plan, moment.at);
    const { ready, available } = countAt(lives, moment.at);
    // A StatefulSet counts pods that are terminating. Source: pkg/controller/statefulset/stateful_set_control.go.
    const replicas = lives.filter(
      ({ created, gone = Infinity }) => created <= moment.at && moment.at < gone,
    ).length;
    const name = `${workload.name}-${revision.hash}`;
    return {
      metadata: workloadMetadata(moment, plan),
      spec: {
        ...{ replicas: workload.replicas, serviceName: workload.name, podManagementPolicy: 'OrderedReady' },
        selector: { matchLabels: selectorOf(workload) },
        template: podTemplateOf(workload, revision.version),
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
        ...(workload.storage && {
          volumeClaimTemplates: [
            { metadata: { name: 'data' }, spec: { resources: { requests: { storage: workload.storage } } } },
          ],
        }),
      },
      status: {
        ...{ observedGeneration: generationAt(plan, moment.at), replicas, readyReplicas: ready },
        ...{ availableReplicas: available, currentReplicas: replicas, updatedReplicas: replicas },
        ...{ currentRevision: name, updateRevision: name, collisionCount: 0 },
      },
    };
  });
}

export function daemonSets(moment: Instant): ApiObject[] {
  return plansOf(moment, 'DaemonSet').map((plan) => {
    const { workload, lives } = plan;
    const { replicas, ready, available } = countAt(lives, moment.at);
    return {
      metadata: workloadMetadata(moment, plan),
      spec: {
        selector: { matchLabels: selectorOf(workload) },
        template: podTemplateOf(workload, workload.version),
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
      },
      status: {
        ...{
          desiredNumberScheduled: replicas,
          currentNumberScheduled: replicas,
          updatedNumberScheduled: replicas,
        },
        ...{ numberReady: ready, numberAvailable: available, numberMisscheduled: 0 },
        ...(available < replicas && { numberUnavailable: replicas - available }),
        observedGeneration: generationAt(plan, moment.at),
      },
    };
  });
}

export function replicationControllers(moment: Instant): ApiObject[] {
  return plansOf(moment, 'ReplicationController').map((plan) => {
    const { workload, lives } = plan;
    const { replicas, ready, available } = countAt(lives, moment.at);
    return {
      metadata: workloadMetadata(moment, plan),
      spec: {
        replicas: workload.replicas,
        selector: selectorOf(workload),
        template: podTemplateOf(workload, workload.version),
      },
      status: {
        ...{ replicas, fullyLabeledReplicas: replicas, readyReplicas: ready, availableReplicas: available },
        observedGeneration: generationAt(plan, moment.at),
      },
    };
  });
}
