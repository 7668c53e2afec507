/**
 * What of the truth the looks at a cluster could tell. It is derived from the ledger and from what was there at each
 * look, and from nothing that Gazette says. `docs/fidelity.md` says it in words.
 *
 * What must be told was observable. What may be told is true, and nobody could know it for certain.
 */
import type { Chronicle, Glance } from './chronicle.ts';
import { minutes } from './world/clock.ts';
import type { Departure, RolloutDeed } from './world/ledger.ts';
import type { PodSeen } from './world/photo.ts';

/** Seconds without a beat from which a node is silent: leaseDurationSeconds of a kubelet. */
const SILENT_AFTER = 40;
/** Kubelets beat every ten seconds: nobody can tell more exactly when one fell silent. */
export const BEAT = 10;
/** A workload with nothing ready for so long is down, whatever is the matter with it. */
const DOWN_AFTER = minutes(10);

export const KINDS_WITH_REPLICAS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicationController'];
export const hasReplicas = (workload: string): boolean =>
  KINDS_WITH_REPLICAS.some((kind) => workload.startsWith(`${kind}/`));

/** From one look to the next. */
export interface Gaze {
  before: Glance;
  after: Glance;
}

export const gazes = ({ looks }: Pick<Chronicle, 'looks'>): Gaze[] =>
  looks.slice(1).map((after, index) => ({ before: looks[index]!, after }));

/** Within a gaze: not at the look before, at the latest at the one after. */
export const isWithinGaze = ({ before, after }: Gaze, at: number): boolean =>
  at > before.at && at <= after.at;

/** How long a look is believed where none follows: one and a half of its intervals. */
export const holdOf = ({ at, every }: Glance): number => at + Math.floor(every * 1.5);
export const isBlind = ({ before, after }: Gaze): boolean => after.at > holdOf(before);

export interface RestartsSeen {
  workload: string;
  container: string;
  gaze: Gaze;
  /** At least so many. */
  must: number;
  /** All that there were. */
  truth: number;
  /** Reasons that kubelets told, and all that there were. */
  mustReasons: string[];
  trueReasons: string[];
  /** When they were. */
  times: number[];
}

/** Restarts by workload, container and gaze: those of pods that are there at the look after. */
/** @param more `alone`: without those of a reboot */
export function restartsSeen(chronicle: Chronicle, more?: 'alone'): RestartsSeen[] {
  const reboots = more === 'alone' ? rebootsSeen(chronicle) : [];
  const restarts = chronicle.world.ledger.restarts.filter(
    ({ end }) => !reboots.some(({ at }) => at === end.finishedAt),
  );
  const found = new Map<string, RestartsSeen>();
  const all = gazes(chronicle);
  for (const gaze of all) {
    const { before, after } = gaze;
    const within = restarts.filter(({ at }) => isWithinGaze(gaze, at));
    for (const [id, deeds] of Map.groupBy(within, ({ pod, container }) => JSON.stringify([pod, container]))) {
      const [uid, container] = JSON.parse(id) as [string, string];
      const { workload } = deeds[0]!;
      const now = after.pods.get(uid)?.containers.find(({ name }) => name === container);
      const was = before.pods.get(uid)?.containers.find(({ name }) => name === container);
      const key = JSON.stringify([workload, container, after.at]);
      const seen = found.get(key) ?? {
        ...{ workload, container, gaze, must: 0, truth: 0, mustReasons: [], trueReasons: [], times: [] },
      };
      found.set(key, seen);
      seen.truth += deeds.length;
      seen.times.push(...deeds.map(({ at }) => at));
      seen.trueReasons.push(...deeds.map(({ end }) => end.reason));
      if (!now) continue;
      // Within a counter that fell nobody can tell more than what it counts now.
      const must = now.restarts >= (was?.restarts ?? 0) ? deeds.length : Math.max(1, now.restarts);
      seen.must += must;
      const told = [...(was?.waitsAgain ? [deeds[0]!] : []), ...(now.waitsAgain ? [] : [deeds.at(-1)!])];
      seen.mustReasons.push(...[...new Set(told)].slice(0, must).map(({ end }) => end.reason));
    }
  }
  return [...found.values()];
}

/** Reboots that restarted pods of several workloads; one thing that happened to a node. */
export function rebootsSeen({ world, looks }: Chronicle): { node: string; at: number; workloads: number }[] {
  return world.ledger.nodes.flatMap(({ node, what, at }) => {
    if (what !== 'rebooted' || !(at > looks[0]!.at)) return [];
    const own = world.ledger.restarts.filter(({ end }) => end.finishedAt === at);
    const workloads = new Set(own.map(({ workload }) => workload)).size;
    return own.length > 2 && workloads > 1 ? [{ node, at, workloads }] : [];
  });
}

export interface RolloutSeen {
  deed: RolloutDeed;
  /** The gaze in which it began. */
  gaze: Gaze;
  /** Versions at its two looks. */
  from: string;
  to: string;
  must: boolean;
}

/** Rollouts of what is there, as the same object, at both looks of a gaze. */
export function rolloutsSeen(chronicle: Chronicle): RolloutSeen[] {
  const { rollouts } = chronicle.world.ledger;
  const first = chronicle.looks[0]!;
  // Those that went on when somebody looked for the first time: nobody saw them begin.
  const earlier = { before: { ...first, at: -Infinity }, after: first };
  const open = rollouts.filter(({ begun, ended = Infinity }) => begun <= first.at && ended > first.at);
  const since = gazes(chronicle).flatMap((gaze) => {
    const { before, after } = gaze;
    const within = rollouts.filter(({ begun }) => isWithinGaze(gaze, begun));
    return [...Map.groupBy(within, ({ workload }) => workload)].flatMap(
      ([workload, deeds]): RolloutSeen[] => {
        const [was, is] = [before.workloads.get(workload), after.workloads.get(workload)];
        const last = deeds.at(-1)!;
        // One object that gives way to another of its name with a number: it is news that both looks show.
        if (workload.startsWith('ReplicationController/'))
          return [{ deed: last, gaze, from: last.from, to: last.to, must: is !== undefined }];
        if (!was || was.uid !== is?.uid)
          return deeds.map((deed) => ({ deed, gaze, from: deed.from, to: deed.to, must: false }));
        // Two between two looks are two, if a ReplicaSet that is kept tells of the first.
        const made = is.sets.filter(({ created }) => created > before.at).length;
        if (was.hash !== is.hash && deeds.length === 2 && made === 2)
          return deeds.map((deed) => ({ deed, gaze, from: deed.from, to: deed.to, must: true }));
        // Else, of several between two looks, what the last one led to.
        if (was.hash !== is.hash)
          return deeds.map((deed) => ({
            deed,
            gaze,
            from: was.version,
            to: is.version,
            must: deed === last,
          }));
        // There and back: a ReplicaSet that is kept tells of it.
        const isKept = is.sets.some(({ created }) => created > before.at);
        return deeds.map((deed, index) => ({
          deed,
          gaze,
          from: deed.from,
          to: deed.to,
          must: index === 0 && isKept,
        }));
      },
    );
  });
  return [
    ...open.map((deed) => ({ deed, gaze: earlier, from: deed.from, to: deed.to, must: false })),
    ...since,
  ];
}

export interface DepartureSeen {
  departure: Departure;
  must: boolean;
}

const NOT_REPLACED = ['scaling', 'workload'];

/** Departures under the workload whose pods took their place: of one that gives way to another, under the other. */
function departuresOf({ ledger }: Chronicle['world']): Departure[] {
  const handed = ledger.rollouts.flatMap(({ workload, from, to, begun, ended = Infinity }) =>
    workload.startsWith('ReplicationController/') && from !== undefined && to !== undefined
      ? [{ workload, predecessor: workload.replace(to, from), begun, ended }]
      : [],
  );
  return ledger.departures.map((departure) => {
    const heir = handed.find(
      ({ predecessor, begun, ended }) =>
        departure.workload === predecessor && departure.at >= begun && departure.at <= ended,
    );
    return heir ? { ...departure, workload: heir.workload, why: 'rollout' } : departure;
  });
}

/** Pods whose place others took. */
export function replacementsSeen({ looks, world }: Chronicle): DepartureSeen[] {
  return departuresOf(world)
    .filter(({ why, workload }) => !NOT_REPLACED.includes(why) && hasReplicas(workload))
    .map((departure) => {
      const { pod, workload, gone = Infinity } = departure;
      // One that was never seen ready took the place of none, and none takes its.
      const shown = looks.find(({ pods }) => pods.get(pod)?.ready);
      const since = looks.find((look) => look.at >= gone);
      // Where one gives way to another, the other may be new.
      const isHanded = workload.startsWith('ReplicationController/') && departure.why === 'rollout';
      const uid = shown && (isHanded ? since : shown)?.workloads.get(workload)?.uid;
      // Where its name is not needed again, another is there before it is gone for good.
      const left = workload.startsWith('StatefulSet/')
        ? undefined
        : looks.find(({ pods }) => pods.get(pod)?.leaving);
      const isOfNode = workload.startsWith('DaemonSet/') && departure.why === 'node';
      return {
        departure,
        must: !isOfNode && uid !== undefined && (since ?? left)?.workloads.get(workload)?.uid === uid,
      };
    });
}

export type NodeClass = 'lost' | 'late' | 'not-ready' | 'cordoned' | 'beating' | 'absent';

export function nodeClassAt({ nodes, at }: Glance, name: string): NodeClass {
  const node = nodes.get(name);
  if (!node) return 'absent';
  const isSilent =
    node.silentSince !== undefined &&
    at - Math.floor(node.silentSince / BEAT) * BEAT > (node.leaseSeconds ?? SILENT_AFTER);
  if (isSilent) return node.ready === 'True' ? 'late' : 'lost';
  if (node.ready !== 'True') return 'not-ready';
  return node.cordoned ? 'cordoned' : 'beating';
}

export interface NodeTrouble {
  node: string;
  from: number;
  /** Absent while it goes on. */
  to?: number;
  /** How it ended. */
  end?: 'back' | 'left';
  must: boolean;
}

/** Times in which a node was given up, or was not ready by its own word. A look shows them, or a condition's own time. */
export function nodeTroubles({ looks, world }: Chronicle): NodeTrouble[] {
  const troubles: NodeTrouble[] = [];
  for (const [node, deeds] of Map.groupBy(world.ledger.nodes, (deed) => deed.node)) {
    let silent: number | undefined;
    for (const { what, at } of deeds) {
      if (what === 'silent') silent = at;
      if (what === 'lost' || what === 'not-ready')
        troubles.push({ node, from: what === 'lost' ? (silent ?? at) : at, must: false });
      const open = troubles.findLast((one) => one.node === node && one.to === undefined);
      if (open && (what === 'back' || what === 'left')) Object.assign(open, { to: at, end: what });
    }
  }
  return troubles.map((trouble) => {
    const { node, from, to = Infinity } = trouble;
    const isShown = looks.some(
      (look) => look.at > from && look.at < to && ['lost', 'not-ready'].includes(nodeClassAt(look, node)),
    );
    const after = looks.find((look) => look.at >= to);
    const before = looks.findLast((look) => look.at <= from);
    const [was, is] = [before?.nodes.get(node), after?.nodes.get(node)];
    const isTold =
      was !== undefined &&
      was.uid === is?.uid &&
      is.ready === 'True' &&
      is.since > was.since &&
      is.since === to;
    return { ...trouble, must: isShown || isTold };
  });
}

/**
 * Occurrences of events by UID, as far as looks show. A client writes an expired event again: with another UID, and its
 * old name and count. Where a look saw that name before, the count tells all occurrences since. Else there was at least
 * one.
 */
export function eventsSeen({ looks, world }: Chronicle): Map<string, { must: number; truth: number }> {
  const seen = new Map<string, { must: number; truth: number }>();
  const shown = new Map<string, number>();
  const all = Map.groupBy(world.ledger.events, ({ name }) => name);
  for (const [index, { at, events }] of looks.entries()) {
    const before = looks[index - 1];
    for (const [uid, { name, first }] of events) {
      const known = shown.get(name);
      const since = known ?? before?.at ?? -Infinity;
      const count = all.get(name)!.filter((deed) => deed.at <= at && deed.at > since).length;
      const isOld = before !== undefined && known === undefined && first < before.at;
      const sum = seen.get(uid) ?? { must: 0, truth: 0 };
      seen.set(uid, sum);
      sum.truth += count;
      if (before) sum.must += isOld ? Math.min(1, count) : count;
      shown.set(name, at);
    }
  }
  return seen;
}

/** How many are wanted and ready over time. */
export interface ReplicaSpell {
  from: number;
  to: number;
  desired: number;
  ready: number;
}

export function replicasOverTime({ world }: Chronicle, workload: string): ReplicaSpell[] {
  const deeds = world.ledger.replicas.filter((deed) => deed.workload === workload);
  return deeds.flatMap(({ at, desired, ready }, index) => {
    const to = deeds[index + 1]?.at ?? Infinity;
    return desired === undefined || ready === undefined || to <= at ? [] : [{ from: at, to, desired, ready }];
  });
}

export interface Shortage {
  from: number;
  to: number;
  /** A look saw it, one saw it over, and nothing unseen lay between. */
  must: boolean;
}

/** Times with fewer ready than wanted. */
export function shortagesOf(chronicle: Chronicle, workload: string): Shortage[] {
  const short: { from: number; to: number }[] = [];
  for (const { from, to, desired, ready } of replicasOverTime(chronicle, workload)) {
    if (ready >= desired) continue;
    const last = short.at(-1);
    if (last?.to === from) last.to = to;
    else short.push({ from, to });
  }
  const all = gazes(chronicle);
  const { looks } = chronicle;
  return short.map(({ from, to }) => {
    const isShown = looks.some(({ at }) => at >= from && at < to);
    const end = looks.find(({ at }) => at >= to);
    const isOver = end?.workloads.has(workload) === true;
    const isWhole = !all.some((gaze) => isBlind(gaze) && gaze.before.at < to && gaze.after.at > from);
    return { from, to, must: from > looks[0]!.at && isShown && isOver && isWhole };
  });
}

export type Fitness = 'well' | 'down' | 'open';

/**
 * How a workload was at a look. `well`: all is there that is wanted, and nothing was amiss for a while. `down`: nothing
 * has been ready for ten minutes. Otherwise it is open to judgement.
 */
export function fitnessAt(
  { workloads, pods, at }: Glance,
  workload: string,
  overTime: readonly ReplicaSpell[],
): Fitness | undefined {
  const seen = workloads.get(workload);
  if (seen?.desired === undefined) return undefined;
  const isDown =
    seen.desired > 0 && overTime.some((one) => one.ready === 0 && one.from <= at - DOWN_AFTER && at < one.to);
  if (isDown) return 'down';
  const own = [...pods.values()].filter((pod) => pod.workload === workload);
  const isCalm = overTime.every(
    (one) => one.ready >= one.desired || one.to <= at - DOWN_AFTER || one.from > at,
  );
  const isWell = seen.ready === seen.desired && seen.complete && !seen.stuck && isCalm && own.every(isPlain);
  return isWell ? 'well' : 'open';
}

const isPlain = ({ ready, leaving }: PodSeen) => ready && !leaving;
