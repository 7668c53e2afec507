import { findTakenBack, isRecreated, isRestart, isRolledOut, type WorkloadSight } from '../workload-sight.ts';
import type { Rollout } from './workload-day.ts';

/** What passed between two snapshots of one workload. */
interface Passed {
  at: number;
  /** What it was when it was last seen; absent where it was not known before. */
  before?: WorkloadSight & { at: number };
  now: WorkloadSight;
  /** The workload that it took the place of, where each version is one of its own. */
  previous?: { name: string; sight: WorkloadSight & { at: number } };
  /** Pods that took the place of others since. */
  replaced: number;
  /** Of the pods that went, those of another template than the present; and than that before. */
  oldWent: number;
  olderWent: number;
  /** Pods that had come when it was last seen, and in whose favour none had gone yet. */
  spare: number;
  /** Pods of another template, or of the predecessor, that still are its own; absent where pods were not seen. */
  oldLeft?: number;
}

/** One rollout after another: each begins when the template of the pods is another. */
export function foldRollouts(rollouts: readonly Rollout[], passed: Passed): Rollout[] {
  const { at, before, now, previous, oldLeft = 0 } = passed;
  const last = rollouts.at(-1);
  const open = last?.ended === undefined ? last : undefined;
  const endedAfter = before?.at ?? at;
  const begin = (rollout: Partial<Rollout>) => {
    // Before it was overtaken it went on: the pods that it had made by then took the place of older ones.
    const late = Math.min(passed.replaced, passed.olderWent, passed.spare);
    const over = open
      ? [{ ...open, replaced: open.replaced + late, endedAfter, ended: at, superseded: true as const }]
      : [];
    const done = open ? rollouts.slice(0, -1) : rollouts;
    return [...done, ...over, goOn({ ...rollout, begun: at, replaced: 0 }, passed)];
  };
  if (previous) {
    const { name, sight } = previous;
    return begin({ ...toChange(sight, now), previous: name, after: sight.at });
  }
  if (before && isRecreated(before, now))
    return open
      ? [...rollouts.slice(0, -1), { ...open, endedAfter, ended: at, superseded: true }]
      : [...rollouts];
  if (before && isRolledOut(before, now)) {
    const how = isRestart(before, now)
      ? { ...(now.version !== undefined && { to: now.version }), restart: true as const }
      : toChange(before, now);
    return begin({ ...how, after: endedAfter });
  }
  const between = before && findTakenBack(before, now);
  if (between) {
    // Both lie between the same two sights.
    const { version, images } = between;
    const { version: _, ...was } = before;
    const other = { ...was, images, ...(version !== undefined && { version }) };
    const there: Rollout = {
      ...{ ...toChange(before, other), after: endedAfter, begun: at },
      ...{ endedAfter, ended: at, superseded: true, replaced: passed.replaced },
    };
    return begin({ ...toChange(other, now), after: endedAfter }).toSpliced(-1, 0, there);
  }
  if (open) return [...rollouts.slice(0, -1), goOn(open, passed)];
  // Seen for the first time while old pods give way to new ones.
  if (!before && oldLeft > 0 && (now.progress === 'progressing' || now.progress === 'stuck'))
    return begin(now.version === undefined ? {} : { to: now.version });
  // The last old pod of a slow rollout may go when all new ones are there.
  const late = last && !last.superseded ? Math.min(passed.replaced, passed.oldWent) : 0;
  return late > 0 ? [...rollouts.slice(0, -1), { ...last!, replaced: last!.replaced + late }] : [...rollouts];
}

function goOn(rollout: Rollout, { at, before, now, replaced, oldLeft }: Passed): Rollout {
  const { progress } = now;
  const isReady = progress === undefined ? (now.ready ?? 0) >= (now.desired ?? 1) : progress === 'complete';
  // A kind that does not say how far it is has done it when its old pods are gone; with OnDelete nobody sees to that.
  const isDone =
    rollout.previous !== undefined
      ? isReady && oldLeft === 0
      : progress === undefined
        ? now.kind === 'StatefulSet' || now.kind === 'DaemonSet' || oldLeft === 0
        : isReady;
  return {
    ...rollout,
    replaced: rollout.replaced + replaced,
    ...(progress === 'stuck' && { stuck: true as const }),
    ...(progress === 'paused' && { paused: true as const }),
    ...(isDone && { endedAfter: before?.at ?? rollout.after ?? at, ended: at }),
  };
}

function toChange(was: WorkloadSight, now: WorkloadSight) {
  const images = now.images.flatMap((to, index) => {
    const from = was.images[index];
    return from === undefined || from === to ? [] : [{ from, to }];
  });
  return {
    ...(was.version !== undefined && { from: was.version }),
    ...(now.version !== undefined && { to: now.version }),
    ...(images.length > 0 && { images }),
  };
}
