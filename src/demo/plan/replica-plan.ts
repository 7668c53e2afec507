/** What happens to one workload's pods: the timeline's incidents become actions, which run in order of time. */
import { namespacedName } from '../../model/object-ref.ts';
import { DAY, MINUTE, SECOND } from './clock.ts';
import type { Estate, Workload } from './estate.ts';
import { EVICTION_AFTER, NODE_GRACE, restart, type PodLife } from './pod-lives.ts';
import {
  activeOf,
  addPod,
  openReplicas,
  replacePod,
  replicasNow,
  revisionNow,
  rollOut,
  scaleTo,
  templateOf,
  type ReplicaPlan,
  type Replicas,
} from './replicas.ts';
import type { DatedIncident } from './timeline.ts';

type Action = { at: number; run: (at: number) => void };

export function planReplicas(
  estate: Estate,
  incidents: readonly DatedIncident[],
  workload: Workload,
  anchor: number,
  horizon: number,
): ReplicaPlan {
  const of = openReplicas(estate, incidents, workload, anchor, horizon);
  const initial = replicasNow(of);
  for (let slot = 0; slot < initial; slot += 1) {
    const past = workload.past && slot % 2 === 0 ? workload.past : undefined;
    const created = past ? of.born - past.days * DAY : of.born;
    const restarted = past && { restarts: past.restarts, at: anchor - past.days * DAY };
    addPod(of, slot, created + slot * 7 * SECOND, revisionNow(of), restarted);
  }
  const actions = incidents.flatMap((incident) => actionsOf(of, incident));
  for (const action of actions.sort((a, b) => a.at - b.at)) action.run(action.at);
  const { rollouts, scale, lives } = of;
  return { workload, rollouts, scale, lives };
}

const at = (from: number, run: (at: number) => void): Action[] => [{ at: from, run }];

function actionsOf(of: Replicas, incident: DatedIncident): Action[] {
  const { from, effect } = incident;
  if (effect.type === 'node-silent')
    return actionsOfNode(of, effect.node, from + NODE_GRACE + EVICTION_AFTER);
  if (effect.type === 'cordon') return effect.drain ? actionsOfNode(of, effect.node, from + 20 * SECOND) : [];
  const isMeant = 'workload' in effect && effect.workload === namespacedName(of.workload);
  return isMeant ? actionsOfWorkload(of, incident) : [];
}

/** The pods go from a node. Pods of DaemonSets and static pods tolerate a silent and a drained node for ever. */
function actionsOfNode(of: Replicas, node: string, from: number): Action[] {
  if (of.homes) return [];
  return at(from, (when) => {
    for (const life of activeOf(of).filter((one) => one.node?.name === node)) replacePod(of, life, when);
  });
}

function actionsOfWorkload(of: Replicas, { from, to, effect }: DatedIncident): Action[] {
  switch (effect.type) {
    case 'rollout':
      return at(from, (when) => rollOut(of, when, templateOf(of, effect.version, effect.fate ?? 'healthy')));
    case 'scale':
      return at(from, (when) => scaleTo(of, when, effect.replicas));
    case 'load':
      return actionsOfLoad(of, { from, to }, effect.replicas, effect.load);
    case 'restart':
      return at(from, (when) => restart(findPod(of, effect.slot), when, effect));
    case 'delete':
      return at(from, (when) => replacePod(of, findPod(of, effect.slot), when));
    case 'unready':
      return at(from, () => {
        const container = findPod(of, effect.slot).containers.find(
          ({ spec }) => spec.name === effect.container,
        );
        if (!container) throw new Error(`${of.key} has no container ${effect.container}`);
        container.unready.push({ from, to, why: effect.message });
      });
    default:
      return [];
  }
}

/** The autoscaler doubles at most. It waits five minutes before it shrinks, in steps. */
function actionsOfLoad(
  of: Replicas,
  { from, to }: Pick<DatedIncident, 'from' | 'to'>,
  replicas: number,
  load: number,
): Action[] {
  const usual = of.workload.replicas;
  const middle = Math.round((usual + replicas) / 2);
  const steps: [number, number, number | undefined][] = [
    [from, middle, load],
    [from + 3 * MINUTE, replicas, load],
    [to + 5 * MINUTE, middle, undefined],
    [to + 11 * MINUTE, usual, undefined],
  ];
  return steps
    .filter(([moment]) => Number.isFinite(moment))
    .map(([moment, count, seen]) => ({ at: moment, run: () => scaleTo(of, moment, count, seen) }));
}

function findPod(of: Replicas, slot: number): PodLife {
  const life = activeOf(of).find((one) => one.slot === slot);
  if (!life) throw new Error(`${of.key} has no pod in slot ${slot}`);
  return life;
}
