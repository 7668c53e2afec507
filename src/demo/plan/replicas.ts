/**
 * The pods of one workload, and what its controllers do to them at a time. A slot is a StatefulSet's ordinal. For others,
 * it is the place of a pod that a rollout replaces.
 */
import { namespacedName } from '../../model/object-ref.ts';
import { DAY, HOUR, MINUTE, SECOND } from './clock.ts';
import type { DemoNode, Estate, Workload } from './estate.ts';
import { between, suffix } from './hash.ts';
import { place } from './nodes-plan.ts';
import { bear, type PodLife, type Revision } from './pod-lives.ts';
import type { DatedIncident } from './timeline.ts';

export interface PlannedRollout {
  at: number;
  revision: Revision;
  /** deployment.kubernetes.io/revision */
  number: number;
  /** When its last pod was ready; absent while it is stuck, or when another rollout overtook it. */
  done?: number;
}

export interface ReplicaPlan {
  workload: Workload;
  rollouts: PlannedRollout[];
  /** Wanted replicas from that time on, and the autoscaler's measurement. */
  scale: { at: number; replicas: number; load?: number }[];
  lives: PodLife[];
}

/** A plan in the making. */
export interface Replicas extends ReplicaPlan {
  estate: Estate;
  incidents: readonly DatedIncident[];
  /** Of its random numbers. */
  key: string;
  /** DaemonSets and static pods: one pod for each of these nodes. */
  homes?: readonly DemoNode[];
  born: number;
  horizon: number;
}

export const templateOf = (
  { workload, key }: Pick<Replicas, 'workload' | 'key'>,
  version: string,
  fate = workload.fate ?? 'healthy',
): Revision => ({ ...{ workload, version, fate }, hash: suffix(`${key}/${version}`, 9) });

/** A workload before its first pod. */
export function openReplicas(
  estate: Estate,
  incidents: readonly DatedIncident[],
  workload: Workload,
  anchor: number,
  horizon: number,
): Replicas {
  const key = `${estate.name}/${namespacedName(workload)}`;
  const isPerNode = workload.kind === 'DaemonSet' || workload.kind === 'StaticPod';
  const homes = estate.nodes.filter(({ controlPlane }) => workload.kind !== 'StaticPod' || controlPlane);
  // A workload that fails from the start has failed for a few days; crash loops are computed run by run.
  const age = workload.fate ? between(key, 1, 2) : between(key, 90, 300);
  const born = anchor - age * DAY - between(key, 0, 20) * HOUR - 17 * MINUTE;
  const revision = templateOf({ workload, key }, workload.first ?? workload.version);
  const first: PlannedRollout = { at: born, revision, number: between(key, 2, 14) };
  if (revision.fate === 'healthy') first.done = born + HOUR;
  return {
    ...{ estate, incidents, workload, key, born, horizon },
    ...(isPerNode && { homes }),
    rollouts: [first],
    scale: [{ at: born, replicas: isPerNode ? homes.length : workload.replicas }],
    lives: [],
  };
}

export const replicasNow = ({ scale }: Replicas) => scale.at(-1)!.replicas;
export const revisionNow = ({ rollouts }: Replicas) => rollouts.at(-1)!.revision;
/** By slot. */
export const activeOf = ({ lives }: Replicas) =>
  lives.filter(({ deleted }) => deleted === undefined).sort((a, b) => a.slot - b.slot);

const isStateful = ({ workload }: Replicas) => workload.kind === 'StatefulSet';

function nameOf(of: Replicas, revision: Revision, slot: number, uidKey: string, node?: DemoNode): string {
  const { name, kind } = of.workload;
  if (isStateful(of)) return `${name}-${slot}`;
  if (kind === 'StaticPod') return `${name}-${node?.name}`;
  if (of.homes || kind === 'ReplicationController') return `${name}-${suffix(uidKey)}`;
  return `${name}-${revision.hash}-${suffix(uidKey)}`;
}

export function addPod(
  of: Replicas,
  slot: number,
  at: number,
  revision = revisionNow(of),
  past?: { restarts: number; at: number },
): PodLife {
  const { estate, incidents, workload, homes, horizon, lives } = of;
  const uidKey = `${of.key}/${lives.length}`;
  const isNowhere = revision.fate === 'gated' || revision.fate === 'no-room';
  const home = homes?.[slot];
  const siblings = () => activeOf(of).flatMap(({ node }) => node ?? []);
  const placement = home
    ? { node: home, at: at + SECOND }
    : isNowhere
      ? undefined
      : place(estate, incidents, workload, slot, at, siblings());
  const name = nameOf(of, revision, slot, uidKey, placement?.node);
  const life = bear({ uidKey, name, revision, slot, created: at, placement, horizon, past });
  lives.push(life);
  return life;
}

/** Deletes a pod. On a silent node, nobody confirms the deletion until the node is back. */
function removePod({ incidents }: Replicas, life: PodLife, at: number): void {
  const silence = incidents.find(
    ({ from, to, effect }) =>
      effect.type === 'node-silent' && effect.node === life.node?.name && from <= at && at < to,
  );
  life.deleted = at;
  if (silence) life.evicted = true;
  life.gone = (silence ? silence.to + 12 * SECOND : at) + between(`${life.uid}/gone`, 3, 14) * SECOND;
}

/** Its owner replaces the pod: a StatefulSet when the name is free, others at once. */
export function replacePod(of: Replicas, life: PodLife, at: number): void {
  removePod(of, life, at);
  addPod(of, life.slot, isStateful(of) ? life.gone! + SECOND : at + SECOND, life.revision);
}

export function rollOut(of: Replicas, at: number, revision: Revision): void {
  const before = activeOf(of);
  const number = Math.max(...of.rollouts.map((rollout) => rollout.number)) + 1;
  const rollout: PlannedRollout = { at, revision, number };
  of.rollouts.push(rollout);
  if (revision.fate === 'healthy') finishRollout(of, rollout, before);
  else getStuck(of, rollout, before);
}

/** Source: pkg/controller/deployment/util/deployment_util.go, ResolveFenceposts: 25 % up, 25 % down. */
function getStuck(of: Replicas, { at, revision }: PlannedRollout, before: readonly PodLife[]): void {
  const [surge, missing] = [Math.ceil(replicasNow(of) / 4), Math.floor(replicasNow(of) / 4)];
  for (const life of before.slice(0, missing)) removePod(of, life, at + SECOND);
  for (let slot = 0; slot < surge + missing; slot += 1) addPod(of, slot, at + (slot + 1) * SECOND, revision);
}

const readyAt = (life: PodLife) =>
  Math.max(...life.containers.map(({ runs }) => runs.at(-1)?.ready ?? runs.at(-1)?.to ?? life.created));

/**
 * Pods of an overtaken, stuck rollout are deleted at once. The others follow one after the other, each when its
 * successor is ready.
 */
function finishRollout(of: Replicas, rollout: PlannedRollout, before: readonly PodLife[]): void {
  const { at, revision } = rollout;
  const failed = before.filter((life) => life.revision.fate !== 'healthy');
  for (const life of failed) removePod(of, life, at + SECOND);
  const kept = before.filter((life) => life.revision.hash === revision.hash);
  const old = before.filter((life) => !failed.includes(life) && !kept.includes(life));
  let when = at + SECOND;
  rollout.done = when;
  for (let slot = kept.length; slot < replicasNow(of); slot += 1) {
    const heir = addPod(of, slot, when, revision);
    rollout.done = readyAt(heir) + (of.workload.minReadySeconds ?? 0) * SECOND;
    const leaver = old.shift();
    if (leaver) {
      removePod(of, leaver, rollout.done + SECOND);
      when = rollout.done + 2 * SECOND;
    }
  }
  for (const [slot, life] of activeOf(of).entries()) life.slot = slot;
}

export function scaleTo(of: Replicas, at: number, replicas: number, load?: number): void {
  const now = activeOf(of);
  const change = replicas - replicasNow(of);
  of.scale.push({ at, replicas, load });
  const stuck = now.filter((life) => life.revision.fate !== 'healthy').length;
  for (let extra = 0; extra < change; extra += 1) {
    // Source: deployment_util.go, GetReplicaSetProportion: a stuck rollout's ReplicaSets grow in proportion.
    const isStuck = extra < Math.round((change * stuck) / now.length);
    addPod(of, now.length + extra, at + SECOND, isStuck ? revisionNow(of) : now.at(-1)!.revision);
  }
  for (const life of change < 0 ? now.slice(change) : []) removePod(of, life, at + SECOND);
}
