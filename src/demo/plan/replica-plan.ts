/**
 * What the controllers do to one workload's pods: a small simulation of the timeline's actions in order of time. A slot
 * is a StatefulSet's ordinal. For others, it is the place of a pod that a rollout replaces.
 */
import { namespacedName } from '../../model/object-ref.ts';
import { DAY, HOUR, MINUTE, SECOND } from './clock.ts';
import type { DemoNode, Estate, Workload } from './estate.ts';
import { between, suffix } from './hash.ts';
import { bear, EVICTION_AFTER, NODE_GRACE, restart, type PodLife, type Revision } from './pod-lives.ts';
import { place } from './nodes-plan.ts';
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

type Action = { at: number; run: (at: number) => void };

export function planReplicas(
  estate: Estate,
  incidents: readonly DatedIncident[],
  workload: Workload,
  anchor: number,
  horizon: number,
): ReplicaPlan {
  const key = `${estate.name}/${namespacedName(workload)}`;
  const perNode = workload.kind === 'DaemonSet' || workload.kind === 'StaticPod';
  const stateful = workload.kind === 'StatefulSet';
  const homes = estate.nodes.filter(({ controlPlane }) => workload.kind !== 'StaticPod' || controlPlane);
  // A workload that fails from the start has failed for a few days; crash loops are computed run by run.
  const age = workload.fate ? between(key, 1, 2) : between(key, 5, 40);
  const born = anchor - age * DAY - between(key, 0, 20) * HOUR - 17 * MINUTE;
  const template = (version: string, fate = workload.fate ?? 'healthy'): Revision => ({
    ...{ workload, version, fate },
    hash: suffix(`${key}/${version}`, 9),
  });
  const lives: PodLife[] = [];
  const initial = perNode ? homes.length : workload.replicas;
  const scale: ReplicaPlan['scale'] = [{ at: born, replicas: initial }];
  const first: PlannedRollout = {
    at: born,
    revision: template(workload.version),
    number: between(key, 2, 14),
  };
  if (first.revision.fate === 'healthy') first.done = born + HOUR;
  const rollouts = [first];
  const replicasNow = () => scale.at(-1)!.replicas;
  const revisionNow = () => rollouts.at(-1)!.revision;
  const active = () => lives.filter(({ deleted }) => deleted === undefined).sort((a, b) => a.slot - b.slot);
  const siblings = () => active().flatMap(({ node }) => node ?? []);

  function nameOf(revision: Revision, slot: number, uidKey: string, node: DemoNode | undefined): string {
    if (stateful) return `${workload.name}-${slot}`;
    if (workload.kind === 'StaticPod') return `${workload.name}-${node?.name}`;
    if (perNode || workload.kind === 'ReplicationController') return `${workload.name}-${suffix(uidKey)}`;
    return `${workload.name}-${revision.hash}-${suffix(uidKey)}`;
  }

  function create(
    slot: number,
    at: number,
    revision = revisionNow(),
    past?: { restarts: number; at: number },
  ): PodLife {
    const uidKey = `${key}/${lives.length}`;
    const nowhere = revision.fate === 'gated' || revision.fate === 'no-room';
    const home = perNode ? homes[slot] : undefined;
    const placement = home
      ? { node: home, at: at + SECOND }
      : nowhere
        ? undefined
        : place(estate, incidents, workload, slot, at, siblings());
    const name = nameOf(revision, slot, uidKey, placement?.node);
    const life = bear({ uidKey, name, revision, slot, created: at, placement, horizon, past });
    lives.push(life);
    return life;
  }

  /** Deletes a pod. On a silent node, nobody confirms the deletion until the node is back. */
  function remove(life: PodLife, at: number): void {
    const silence = incidents.find(
      ({ from, to, effect }) =>
        effect.type === 'node-silent' && effect.node === life.node?.name && from <= at && at < to,
    );
    life.deleted = at;
    if (silence) life.evicted = true;
    life.gone = (silence ? silence.to + 12 * SECOND : at) + between(`${life.uid}/gone`, 3, 14) * SECOND;
  }

  /** Its owner replaces the pod: a StatefulSet when the name is free, others at once. */
  function replace(life: PodLife, at: number): PodLife {
    remove(life, at);
    return create(life.slot, stateful ? life.gone! + SECOND : at + SECOND, life.revision);
  }

  const readyAt = (life: PodLife) =>
    Math.max(...life.containers.map(({ runs }) => runs.at(-1)?.ready ?? runs.at(-1)?.to ?? life.created));

  function rollOut(at: number, revision: Revision): void {
    const before = active();
    const number = Math.max(...rollouts.map((rollout) => rollout.number)) + 1;
    const rollout: PlannedRollout = { at, revision, number };
    rollouts.push(rollout);
    // Source: pkg/controller/deployment/util/deployment_util.go, ResolveFenceposts: 25 % up, 25 % down.
    const [surge, missing] = [Math.ceil(replicasNow() / 4), Math.floor(replicasNow() / 4)];
    if (revision.fate !== 'healthy') {
      for (const life of before.slice(0, missing)) remove(life, at + SECOND);
      for (let slot = 0; slot < surge + missing; slot += 1) create(slot, at + (slot + 1) * SECOND, revision);
      return;
    }
    // Pods of an overtaken, stuck rollout are deleted at once. The others follow one after the other, each when its
    // successor is ready.
    const failed = before.filter((life) => life.revision.fate !== 'healthy');
    for (const life of failed) remove(life, at + SECOND);
    const kept = before.filter((life) => life.revision.hash === revision.hash);
    const old = before.filter((life) => !failed.includes(life) && !kept.includes(life));
    let when = at + SECOND;
    rollout.done = when;
    for (let slot = kept.length; slot < replicasNow(); slot += 1) {
      const heir = create(slot, when, revision);
      rollout.done = readyAt(heir) + (workload.minReadySeconds ?? 0) * SECOND;
      const leaver = old.shift();
      if (leaver) {
        remove(leaver, rollout.done + SECOND);
        when = rollout.done + 2 * SECOND;
      }
    }
    renumber(active());
  }

  function scaleTo(at: number, replicas: number, load?: number): void {
    const now = active();
    const change = replicas - replicasNow();
    scale.push({ at, replicas, load });
    const stuck = now.filter((life) => life.revision.fate !== 'healthy').length;
    for (let extra = 0; extra < change; extra += 1) {
      // Source: deployment_util.go, GetReplicaSetProportion: a stuck rollout's ReplicaSets grow in proportion.
      const revision =
        extra < Math.round((change * stuck) / now.length) ? revisionNow() : now.at(-1)!.revision;
      create(now.length + extra, at + SECOND, revision);
    }
    for (const life of change < 0 ? now.slice(change) : []) remove(life, at + SECOND);
  }

  function renumber(pods: PodLife[]): void {
    for (const [slot, life] of pods.entries()) life.slot = slot;
  }

  /** The autoscaler doubles at most. It waits five minutes before it shrinks, in steps. */
  function actionsOfLoad(from: number, to: number, replicas: number, load: number): Action[] {
    const middle = Math.round((workload.replicas + replicas) / 2);
    const steps: [number, number, number | undefined][] = [
      [from, middle, load],
      [from + 3 * MINUTE, replicas, load],
      [to + 5 * MINUTE, middle, undefined],
      [to + 11 * MINUTE, workload.replicas, undefined],
    ];
    return steps
      .filter(([at]) => Number.isFinite(at))
      .map(([at, count, seen]) => ({ at, run: () => scaleTo(at, count, seen) }));
  }

  const at = (from: number, run: (at: number) => void): Action[] => [{ at: from, run }];
  const find = (slot: number): PodLife => {
    const life = active().find((one) => one.slot === slot);
    if (!life) throw new Error(`${key} has no pod in slot ${slot}`);
    return life;
  };

  function actionsOf({ from, to, effect }: DatedIncident): Action[] {
    if (effect.type === 'node-silent') {
      // Pods of DaemonSets and static pods tolerate a silent node for ever.
      if (perNode) return [];
      return at(from + NODE_GRACE + EVICTION_AFTER, (when) => {
        for (const life of active().filter(({ node }) => node?.name === effect.node)) replace(life, when);
      });
    }
    if (effect.type === 'cordon') {
      if (perNode || !effect.drain) return [];
      return at(from + 20 * SECOND, (when) => {
        for (const life of active().filter(({ node }) => node?.name === effect.node)) replace(life, when);
      });
    }
    if (!('workload' in effect) || effect.workload !== namespacedName(workload)) return [];
    switch (effect.type) {
      case 'rollout':
        return at(from, (when) => rollOut(when, template(effect.version, effect.fate ?? 'healthy')));
      case 'load':
        return actionsOfLoad(from, to, effect.replicas, effect.load);
      case 'restart':
        return at(from, (when) => restart(find(effect.slot), when, effect));
      case 'delete':
        return at(from, (when) => void replace(find(effect.slot), when));
      case 'unready':
        return at(from, () => {
          const container = find(effect.slot).containers.find(({ spec }) => spec.name === effect.container);
          if (!container) throw new Error(`${key} has no container ${effect.container}`);
          container.unready.push({ from, to, why: effect.message });
        });
      default:
        return [];
    }
  }

  for (let slot = 0; slot < initial; slot += 1) {
    const past = workload.past && slot % 2 === 0 ? workload.past : undefined;
    const created = past ? born - past.days * DAY : born;
    create(
      slot,
      created + slot * 7 * SECOND,
      revisionNow(),
      past && { restarts: past.restarts, at: anchor - past.days * DAY },
    );
  }
  for (const action of incidents.flatMap(actionsOf).sort((a, b) => a.at - b.at)) action.run(action.at);
  return { workload, rollouts, scale, lives };
}
