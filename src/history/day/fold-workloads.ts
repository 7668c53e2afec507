import { compareObjects, objectKey, parseObject } from '../../model/object-ref.ts';
import { isLoose } from '../../model/workloads/owners.ts';
import type { PodRow, Report, WorkloadRow } from '../../model/report.ts';
import type { Seen } from '../../model/seen.ts';
import type { PodChanges } from './fold-restarts.ts';
import { foldRollouts } from './fold-rollouts.ts';
import { seesWorkload } from './kinds-seen.ts';
import { close, isOpen, sample, type Step } from './track.ts';
import type { WorkloadDay, WorkloadRef, WorkloadState } from './workload-day.ts';

type Judgement = Pick<WorkloadState, 'state' | 'why'>;

interface Sights {
  seen: Seen;
  sawBefore: Seen;
}

/** Goes on with every workload of a report, and ends what is not there any more or was not seen. */
export function foldWorkloads(
  before: readonly WorkloadDay[],
  report: Report,
  changes: ReadonlyMap<string, PodChanges>,
  step: Step,
  sights: Sights,
): WorkloadDay[] {
  const folded = new Map(before.map((entry) => [objectKey(entry), entry]));
  const there = new Set<string>();
  for (const row of [...report.workloads, ...report.pods.filter(isLoose).map(toWorkload)]) {
    const key = objectKey(row);
    // What only stands between pods and a workload that was not seen is no workload.
    if (there.has(key) || isBetween(row, sights.seen)) continue;
    there.add(key);
    folded.set(key, goOn(folded.get(key) ?? open(row), row, changes.get(key), step, sights));
  }
  for (const [key, entry] of folded) {
    if (!there.has(key)) folded.set(key, leave(entry, changes.get(key), step, sights));
  }
  for (const [key, change] of changes) {
    if (folded.has(key) || change.restarts.length === 0) continue;
    const { kind, namespace = '', name } = parseObject(key)!;
    folded.set(key, addPods(open({ kind, namespace, name }), change, step));
  }
  return [...folded.values()].sort(compareObjects);
}

const open = ({ kind, namespace, name }: WorkloadRef): WorkloadDay => ({
  kind,
  namespace,
  name,
  states: [],
  versions: [],
  replicas: [],
  restarts: [],
  replacements: [],
  rollouts: [],
});

/** Kinds that own pods in another's name. */
const isBetween = ({ kind, namespace }: WorkloadRow, seen: Seen) =>
  (kind === 'ReplicaSet' || kind === 'Job') && !seen(kind, namespace);

function toWorkload(pod: PodRow): WorkloadRow {
  const { uid, namespace, name, state, why, version, age, created, containers, status } = pod;
  const isDone = status === 'Completed' || status === 'Succeeded';
  const own = containers.filter(({ role }) => role === 'container');
  return {
    ...{ uid, kind: 'Pod', namespace, name, state, why, version, age, created },
    labels: {},
    images: own.map(({ image }) => image),
    ...(!isDone && { desired: 1, ready: Number(own.length > 0 && own.every(({ ready }) => ready)) }),
  };
}

function goOn(
  entry: WorkloadDay,
  row: WorkloadRow,
  change: PodChanges | undefined,
  step: Step,
  { sawBefore }: Sights,
): WorkloadDay {
  const { kind, namespace, state, why, version, images, desired, ready } = row;
  const born = step.before !== undefined && seesWorkload(sawBefore, kind, namespace);
  const was = entry.versions.at(-1);
  // A gap, or a snapshot that could not see it, may lie between: it was so at the end of what was seen.
  const after = isOpen(entry.versions) ? step.before : entry.versions.at(-1)?.to;
  const withPods = addPods(entry, change, step);
  const spec = row.generation === undefined ? undefined : `${row.uid} ${row.generation}`;
  return {
    ...withPods,
    ...(spec !== undefined && { spec }),
    states: sample<Judgement>(entry.states, { state, ...(why !== undefined && { why }) }, step, {
      isSame: (last) => last.state === state,
      born,
    }),
    versions: sample(entry.versions, { ...(version !== undefined && { version }), images }, step, {
      isSame: (last) => last.version === version && last.images.join('\n') === images.join('\n'),
      born,
    }),
    replicas: sample(
      entry.replicas,
      { ...(desired !== undefined && { desired }), ...(ready !== undefined && { ready }) },
      step,
      { isSame: (last) => last.desired === desired && last.ready === ready, born },
    ),
    rollouts: foldRollouts(entry.rollouts, row, {
      at: step.at,
      after,
      was,
      isSameSpec: spec !== undefined && spec === entry.spec,
      replaced: countReplaced(kind, change),
    }),
  };
}

function leave(
  entry: WorkloadDay,
  change: PodChanges | undefined,
  step: Step,
  { seen }: Sights,
): WorkloadDay {
  const withPods = addPods(entry, change, step);
  const { until, start } = step;
  const last = entry.states.at(-1);
  if (last?.to !== undefined || !last) return withPods;
  const isGone = seesWorkload(seen, entry.kind, entry.namespace);
  return {
    ...withPods,
    states: isGone
      ? sample<Judgement>(entry.states, { state: 'gone' }, step, { isSame: ({ state }) => state === 'gone' })
      : close(entry.states, until, start),
    versions: close(entry.versions, until, start),
    replicas: close(entry.replicas, until, start),
    rollouts: isGone ? entry.rollouts.map((rollout) => endRollout(rollout, step)) : entry.rollouts,
  };
}

const endRollout = (rollout: WorkloadDay['rollouts'][number], { at, before }: Step) =>
  rollout.ended === undefined
    ? { ...rollout, endedAfter: before ?? at, ended: at, superseded: true as const }
    : rollout;

/** Pods of Jobs follow one another, and none replaces another. */
const countReplaced = (kind: string, change: PodChanges | undefined) =>
  !change || ['Job', 'CronJob', 'Pod'].includes(kind) ? 0 : Math.min(change.added, change.removed);

function addPods(entry: WorkloadDay, change: PodChanges | undefined, { at, before }: Step): WorkloadDay {
  if (!change) return entry;
  const n = countReplaced(entry.kind, change);
  return {
    ...entry,
    restarts: change.restarts.length > 0 ? [...entry.restarts, ...change.restarts] : entry.restarts,
    replacements: n > 0 ? [...entry.replacements, { at, after: before ?? at, n }] : entry.replacements,
  };
}
