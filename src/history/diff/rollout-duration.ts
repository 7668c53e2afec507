/** How long a rollout took, as far as two snapshots can tell. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { countedStatuses } from '../../model/pods/pod-status.ts';
import type { ObjectRef } from '../../model/report.ts';
import type { RolloutCause, RolloutDuration } from './change.ts';
import { newPods, type CauseInput, type WorkloadPods } from './cause-input.ts';
import { rollsOutItself } from '../../model/workload-kinds.ts';

/**
 * The duration of a rollout. It begins with the new ReplicaSet, at the time of `kubectl rollout restart`, or else with
 * the first new pod. It ends when the last new pod became ready, else at the snapshot. Pods that restarted since do not
 * tell when they were first ready.
 */
export function measureRollout(
  { before, after }: CauseInput,
  workload: ObjectRef & { uid: string },
  group: WorkloadPods | undefined,
  rollout: RolloutCause['rollout'],
  { at, isNew }: { at?: string; isNew: boolean },
): RolloutDuration | undefined {
  const pods = group ? newPods(group) : [];
  // What the earlier snapshot did not show began after it, whatever else is older.
  const isOlder = (time: string | undefined) =>
    Date.parse(time ?? '') < Date.parse(before.snapshot.meta.time);
  const begun = isNew && isOlder(at) ? undefined : at;
  const from =
    begun ??
    earliest(
      pods.map(({ metadata }) => metadata.creationTimestamp).filter((made) => !isNew || !isOlder(made)),
    );
  if (from === undefined) return undefined;
  const steady = pods.filter((pod) => !wasRestarted(pod));
  const isComplete =
    rollout === 'complete' ||
    // A custom kind with ReplicaSets; with the strategy OnDelete, nobody knows.
    (rollout === undefined && !rollsOutItself(workload.kind) && pods.every(isReady));
  const end = isComplete ? latest(steady.map(readySince)) : undefined;
  const to = end ?? after.snapshot.meta.time;
  const seconds = Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
  const isSure = begun !== undefined && end !== undefined && steady.length === pods.length;
  return { seconds, ...(!isSure && { atLeast: true }), from, to };
}

/** Largest number of seconds between a ReplicaSet and its first pod; a slower controller is behind. */
const PROMPT = 60;

/**
 * When the ReplicaSet of a rollout was made. If it is much older than its first pod, its age tells nothing. Then the
 * rollout returns to an old template, or its first pods are gone.
 */
export function madeFor(
  set: ObjectOf<'ReplicaSet'> | undefined,
  isNew: boolean,
  pods: readonly ObjectOf<'Pod'>[],
) {
  const made = set?.metadata.creationTimestamp;
  const first = earliest(pods.map(({ metadata }) => metadata.creationTimestamp));
  if (isNew || made === undefined || first === undefined) return isNew ? made : undefined;
  return Date.parse(first) - Date.parse(made) <= PROMPT * 1000 ? made : undefined;
}

const wasRestarted = (pod: ObjectOf<'Pod'>) =>
  [...countedStatuses(pod)].some(({ restartCount = 0 }) => restartCount > 0);

const isReady = (pod: ObjectOf<'Pod'>) => readySince(pod) !== undefined;

function readySince({ status }: ObjectOf<'Pod'>): string | undefined {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  return ready?.status === 'True' ? ready.lastTransitionTime : undefined;
}

const timesOf = (texts: readonly (string | undefined)[]) =>
  texts
    .flatMap((text) => (text !== undefined && !Number.isNaN(Date.parse(text)) ? [text] : []))
    .sort((a, b) => Date.parse(a) - Date.parse(b));

const earliest = (texts: readonly (string | undefined)[]) => timesOf(texts)[0];
const latest = (texts: readonly (string | undefined)[]) => timesOf(texts).at(-1);
