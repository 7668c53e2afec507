import { compareObjects, objectKey, parseObject } from '../../model/object-ref.ts';
import { isLoose } from '../../model/owners/owners.ts';
import type { PodRow, Report, WorkloadRow } from '../../model/report.ts';
import type { Seen } from '../../model/seen.ts';
import type { Attribution } from '../attribution.ts';
import { attributeRollout, attributeScaling, isRecreated, isScaled } from '../workload-comparison.ts';
import type { WorkloadBalance } from './balance.ts';
import { compareWorkloads, rememberPods, type Passage } from './compare-workloads.ts';
import type { PodChanges } from './fold-restarts.ts';
import { foldRollouts } from './fold-rollouts.ts';
import { seesWorkload } from '../kinds-seen.ts';
import { close, sample, type Step } from './track.ts';
import { toUnix } from './unix.ts';
import type { Author, Coming, Scaling, WorkloadDay, WorkloadRef, WorkloadState } from './workload-day.ts';

type Judgement = Pick<WorkloadState, 'state' | 'why'>;

interface Sights {
  seen: Seen;
  sawBefore: Seen;
}

/** Continues every workload of a report, and ends those that are gone or were not seen. */
export function foldWorkloads(
  before: readonly WorkloadDay[],
  report: Report,
  changes: ReadonlyMap<string, PodChanges>,
  step: Step,
  { known, ...sights }: Sights & { known: readonly WorkloadBalance[] },
): { workloads: WorkloadDay[]; balance: WorkloadBalance[] } {
  const folded = new Map(before.map((entry) => [objectKey(entry), entry]));
  const isGone = (key: string) => {
    const { kind, namespace = '' } = parseObject(key)!;
    return seesWorkload(sights.seen, kind, namespace);
  };
  const passage = compareWorkloads(known, report, changes, step, sights.seen, isGone);
  const there = new Set<string>();
  for (const row of [...report.workloads, ...report.pods.filter(isLoose).map(toWorkload)]) {
    const key = objectKey(row);
    // An object between pods and an unseen workload is not a workload.
    if (there.has(key) || row.isBetween) continue;
    there.add(key);
    folded.set(
      key,
      continueWorkload(
        folded.get(key) ?? beginWorkload(row),
        row,
        changes.get(key),
        passage.get(key),
        step,
        sights,
      ),
    );
  }
  for (const [key, entry] of folded) {
    if (!there.has(key)) folded.set(key, leaveWorkload(entry, changes.get(key), step, sights));
  }
  for (const [key, change] of changes) {
    if (folded.has(key) || change.restarts.length === 0) continue;
    const { kind, namespace = '', name } = parseObject(key)!;
    folded.set(key, addRestarts(beginWorkload({ kind, namespace, name }), change));
  }
  for (const { key, at: after } of known) {
    if (passage.has(key) || there.has(key) || !isGone(key)) continue;
    const { kind, namespace = '', name } = parseObject(key)!;
    const entry = folded.get(key) ?? beginWorkload({ kind, namespace, name });
    folded.set(key, addComing(entry, { what: 'deleted', at: step.at, after }));
  }
  const compared = [...passage].flatMap(([key, { balance }]) => (there.has(key) ? balance : []));
  // An unseen workload may still exist, and is compared when it is seen again.
  const unseen = known
    .filter(({ key }) => !passage.has(key) && (there.has(key) || !isGone(key)))
    .map((one) => rememberPods(one, changes.get(one.key)));
  return { workloads: [...folded.values()].sort(compareObjects), balance: [...compared, ...unseen] };
}

const beginWorkload = ({ kind, namespace, name }: WorkloadRef): WorkloadDay => ({
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

function continueWorkload(
  entry: WorkloadDay,
  row: WorkloadRow,
  change: PodChanges | undefined,
  passage: Passage | undefined,
  step: Step,
  { sawBefore }: Sights,
): WorkloadDay {
  const { kind, namespace, state, why, version, images, desired, ready } = row;
  const born = step.before !== undefined && seesWorkload(sawBefore, kind, namespace);
  const states = sample<Judgement>(entry.states, { state, ...(why !== undefined && { why }) }, step, {
    isSame: (last) => last.state === state,
    born,
  });
  const came = passage && comingOf(passage, step, born);
  const next = {
    ...addRestarts(came ? addComing(entry, came) : entry, change),
    states: withHarm(states, row),
  };
  const { until, start } = step;
  // A row that is made from pods, because its own object was not seen, has no version and no number.
  if (!passage && kind !== 'Pod')
    return {
      ...next,
      versions: close(entry.versions, until, start),
      replicas: close(entry.replicas, until, start),
    };
  return {
    ...next,
    ...(passage && addPassage(entry, passage, row, step)),
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
  };
}

const addComing = (entry: WorkloadDay, coming: Coming): WorkloadDay => ({
  ...entry,
  comings: [...(entry.comings ?? []), coming],
});

/** Whether it was created since the snapshot before, as exactly as the API says. */
function comingOf(
  { before, balance }: Passage,
  { at, before: last }: Step,
  born: boolean,
): Coming | undefined {
  const after = before?.at ?? last;
  if (after === undefined) return undefined;
  const made = toUnix(balance.created);
  const isWithin = made !== undefined && made > after && made <= at;
  const moment = { at: isWithin ? made : at, after };
  if (before) return isRecreated(before, balance) ? { what: 'recreated', ...moment } : undefined;
  return born || isWithin ? { what: 'created', ...moment } : undefined;
}

/** What happened between two sights of it. */
function addPassage(
  { replacements, rollouts, scalings = [] }: WorkloadDay,
  { before, balance, oldWent, olderWent, spare, oldLeft, takenOver, isHanded, previous, ...passage }: Passage,
  row: WorkloadRow,
  { at }: Step,
): Partial<WorkloadDay> {
  const after = before?.at ?? previous?.sight.at ?? at;
  const replaced = passage.replaced + takenOver(rollouts);
  const own = { at, now: balance, replaced, oldWent, olderWent, spare };
  const scaling = before && !isHanded && isScaled(before, balance) && toScaling(before, balance, row, at);
  return {
    ...(scaling && { scalings: [...scalings, scaling] }),
    replacements: replaced > 0 ? [...replacements, { at, after, n: replaced }] : replacements,
    rollouts: foldRollouts(rollouts, {
      ...own,
      ...(before && { before, ...authorOf(attributeRollout(toChange(before, balance, row, at))) }),
      ...(previous && { previous }),
      ...((left) => left !== undefined && { oldLeft: left })(oldLeft(rollouts)),
    }),
  };
}

const toScaling = (before: WorkloadBalance, now: WorkloadBalance, row: WorkloadRow, at: number): Scaling => ({
  ...{ at, after: before.at, from: before.desired!, to: now.desired! },
  ...authorOf(attributeScaling(toChange(before, now, row, at))),
});

const toChange = (before: WorkloadBalance, now: WorkloadBalance, row: WorkloadRow, at: number) => ({
  ...{ before, now, row, interval: { since: before.at * 1000, until: at * 1000 } },
});

/** Times of Days are numbers. */
function authorOf(attribution: Attribution | undefined): { by?: Author } {
  const { time, ...by } = attribution ?? {};
  const at = toUnix(time);
  return at === undefined ? {} : { by: { ...(by as Omit<Attribution, 'time'>), at } };
}

/** The open stretch holds its worst harm. */
function withHarm(states: WorkloadState[], { harm, serves, because }: WorkloadRow): WorkloadState[] {
  const last = states.at(-1);
  if (!last || !harm || harm.weight <= (last.harm ?? -1)) return states;
  const entrances = serves?.entrances ?? [];
  const { entrances: _, because: __, ...rest } = last;
  const own = {
    harm: harm.weight,
    ...(entrances.length > 0 && { entrances }),
    ...(because && { because: objectKey(because) }),
  };
  return [...states.slice(0, -1), { ...rest, ...own }];
}

function leaveWorkload(
  entry: WorkloadDay,
  change: PodChanges | undefined,
  step: Step,
  { seen }: Sights,
): WorkloadDay {
  const next = addRestarts(entry, change);
  const { until, start } = step;
  const last = entry.states.at(-1);
  if (last?.to !== undefined || !last) return next;
  const isGone = seesWorkload(seen, entry.kind, entry.namespace);
  return {
    ...next,
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

const addRestarts = (entry: WorkloadDay, change: PodChanges | undefined): WorkloadDay =>
  change && change.restarts.length > 0
    ? { ...entry, restarts: [...entry.restarts, ...change.restarts] }
    : entry;
