/** The state behind the simulated API: the clock of each cluster, and what its resources hold at that time. */
import type { ApiObject } from './objects/object.ts';
import type { Resource } from './objects/resource.ts';
import { CLUSTER_NAMES, type ClusterName } from './plan/estate.ts';
import { planFor } from './plan/plan.ts';
import { listAt } from './resources.ts';

export interface Simulation {
  nowOf: (cluster: ClusterName) => number;
  /** Sets the clock of one cluster, or of all, to the second. */
  setTime: (instant: Date, cluster?: ClusterName) => void;
  listObjects: (cluster: ClusterName, resource: Resource, at: number) => readonly ApiObject[];
  /** Resources that the collector may not list now. */
  forbiddenIn: (cluster: ClusterName) => readonly string[];
  /** Checks of the API server that fail now. */
  failingChecksOf: (cluster: ClusterName) => readonly string[];
}

/** @param anchor until their times are set, all clocks show it */
export function openSimulation(anchor: Date): Simulation {
  const pinned = anchor.getTime();
  const clocks = new Map<ClusterName, number>();
  const nowOf = (cluster: ClusterName) => clocks.get(cluster) ?? pinned;
  /** Each list as of its last request, so that a probe and its list, or two pages, match. */
  const lists = new Map<string, { at: number; objects: ApiObject[] }>();
  const effectsOf = (cluster: ClusterName) =>
    planFor(cluster, pinned, nowOf(cluster))
      .incidents.filter(({ from, to }) => from <= nowOf(cluster) && nowOf(cluster) < to)
      .map(({ effect }) => effect);
  return {
    nowOf,
    setTime(instant, cluster) {
      const second = Math.floor(instant.getTime() / 1000) * 1000;
      for (const name of cluster ? [cluster] : CLUSTER_NAMES) clocks.set(name, second);
    },
    listObjects(cluster, resource, at) {
      const key = `${cluster}/${resource.groupVersion}/${resource.name}`;
      let known = lists.get(key);
      if (known?.at !== at) {
        known = { at, objects: listAt(resource, { plan: planFor(cluster, pinned, at), at }) };
        lists.set(key, known);
      }
      return known.objects;
    },
    forbiddenIn: (cluster) =>
      effectsOf(cluster).flatMap((effect) => (effect.type === 'forbidden' ? [effect.resource] : [])),
    failingChecksOf: (cluster) =>
      effectsOf(cluster).flatMap((effect) => (effect.type === 'not-ready' ? [effect.check] : [])),
  };
}
