/** Workloads that were created, deleted, or deleted and recreated. Pure. */
import { isTrouble } from '../model/state.ts';
import type { WorkloadSlice } from '../history/day/slice.ts';
import { isKindName } from '../snapshots/kinds/kinds.ts';
import { join } from '../model/english.ts';
import { countWorkloads } from '../words/history.ts';
import { formatObject, objectKey } from '../model/object-ref.ts';
import type { Item, Section } from './digest.ts';
import { showing } from './evidence.ts';
import type { ClusterFacts } from './facts.ts';
import type { LocalTimes } from './local-times.ts';
import { describeObjects, listFates, listGoneNamespaces } from './object-news.ts';

interface CameOrWent {
  what: 'created' | 'deleted' | 'recreated';
  at: number;
  workload: WorkloadSlice;
}

const COMING_WORDS = { created: 'created', deleted: 'deleted', recreated: 'deleted and made anew' };

/** More workloads of a namespace than this are told together. */
const FEW = 3;

export function describeComings(facts: ClusterFacts, times: LocalTimes): Section {
  const groups = Map.groupBy(listComings(facts), ({ what, at, workload }) =>
    JSON.stringify([what, workload.namespace, showing(facts, at, 'changes')]),
  );
  const items = [...groups.values()].flatMap((group) =>
    group.length > FEW
      ? [describeMany(group, facts, times)]
      : group.map((one) => describeOne(one, facts, times)),
  );
  const all = [...items, ...describeObjects(facts, times)];
  return { id: 'workloads', title: 'Created and deleted', items: all, more: 0 };
}

/** How many objects came or went, however many lines tell it. */
export const countComings = (facts: ClusterFacts): number =>
  listComings(facts).length + listFates(facts.slice.comings).length + facts.slice.moreComings;

/**
 * In order of time. Jobs, which come and go with every run, are left out. So are static pods, which come and go with
 * their node. A workload that replaced another is told as a rollout, and what went with its Namespace with that.
 */
function listComings({ slice, window }: ClusterFacts): CameOrWent[] {
  const successions = slice.workloads.flatMap(({ kind, namespace, rollouts }) =>
    rollouts.flatMap(({ previous }) =>
      previous === undefined ? [] : [objectKey({ kind, namespace, name: previous })],
    ),
  );
  const told = new Set(successions);
  const goneNamespaces = listGoneNamespaces(slice.comings);
  const nodes = slice.nodes.map(({ name }) => name);
  return slice.workloads
    .flatMap((workload): CameOrWent[] => {
      const { kind, name, comings, rollouts, states } = workload;
      if (kind === 'Pod')
        return nodes.some((node) => name.endsWith(`-${node}`))
          ? []
          : comingsOfPod(workload, states, window.from);
      if (kind === 'Job' || !isKindName(kind)) return [];
      return comings.flatMap(({ what, at }) => {
        const isTold =
          (what === 'deleted' && (told.has(objectKey(workload)) || goneNamespaces.has(workload.namespace))) ||
          (what === 'created' && rollouts.some(({ previous }) => previous !== undefined));
        return isTold ? [] : [{ what, at, workload }];
      });
    })
    .sort((a, b) => a.at - b.at);
}

/** For a pod without an owner, only its states are known. */
function comingsOfPod(workload: WorkloadSlice, states: WorkloadSlice['states'], from: number): CameOrWent[] {
  return states.flatMap(({ state, since, atLeast }, index): CameOrWent[] => {
    if (since < from) return [];
    if (state === 'gone') return [{ what: 'deleted', at: since, workload }];
    const isBorn = !atLeast && (index === 0 ? since > from : states[index - 1]?.state === 'gone');
    return isBorn ? [{ what: 'created', at: since, workload }] : [];
  });
}

function describeOne({ what, at, workload }: CameOrWent, facts: ClusterFacts, times: LocalTimes): Item {
  const { state, why } = stateOf(workload, what, at);
  const how = isTrouble(state)
    ? what === 'deleted'
      ? `; it was ${state}`
      : `; ${state}${why ? `: ${why}` : ''}`
    : '';
  return {
    mark: what === 'deleted' || !how ? 'plain' : (state as 'failing'),
    name: formatObject(workload),
    text: `${COMING_WORDS[what]} by ${times.at(at)}${how}.`,
    link: showing(facts, at, 'changes'),
  };
}

/** Its state just before it went, or since it came. */
function stateOf({ states }: WorkloadSlice, what: CameOrWent['what'], at: number) {
  const found =
    what === 'deleted' ? states.findLast((one) => one.from < at && one.state !== 'gone') : states.at(-1);
  return { state: found?.state, why: found?.why };
}

function describeMany(group: readonly CameOrWent[], facts: ClusterFacts, times: LocalTimes): Item {
  const [{ what, workload }] = group as [CameOrWent];
  const at = Math.max(...group.map((one) => one.at));
  const names = group.slice(0, FEW).map((one) => formatObject(one.workload));
  const more = group.length - names.length;
  return {
    mark: 'plain',
    name: formatObject({ kind: 'Namespace', name: workload.namespace }),
    text: `${countWorkloads(group.map((one) => one.workload))} ${COMING_WORDS[what]} by ${times.at(at)}.`,
    detail: `${more > 0 ? `${names.join(', ')} and ${more} more` : join(names)}.`,
    link: showing(facts, at, 'changes'),
  };
}
