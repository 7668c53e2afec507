import {
  findStopOver,
  isRecreated,
  isRestart,
  isRolledOut,
  type ComparedWorkload,
} from '../workload-comparison.ts';
import type { Author, Rollout } from './workload-day.ts';

/** What happened to a workload between two snapshots. */
interface Passed {
  at: number;
  /** The last sight of it; absent if it was unknown. */
  before?: ComparedWorkload & { at: number };
  now: ComparedWorkload;
  /** The workload that it replaced, if each version is a separate workload. */
  previous?: { name: string; sight: ComparedWorkload & { at: number } };
  /** Pods that replaced others since. */
  replaced: number;
  /** How many of the old pods had another template than the current one, and than the one before. */
  oldWent: number;
  olderWent: number;
  /** New pods at the last sight that had not replaced any yet. */
  spare: number;
  /** Who began the rollout that it shows, if it shows a new one. */
  by?: Author;
  /** Its remaining pods of another template, or of its predecessor; absent if pods were not seen. */
  oldLeft?: number;
}

/** One rollout after another: each begins with another template of the pods. */
export function foldRollouts(rollouts: readonly Rollout[], passed: Passed): Rollout[] {
  const { at, before, now, previous } = passed;
  const last = rollouts.at(-1);
  const open = last?.ended === undefined ? last : undefined;
  const done = open ? rollouts.slice(0, -1) : rollouts;
  const endedAfter = before?.at ?? at;
  const begin = (rollout: Partial<Rollout>) => beginRollout(done, open, rollout, passed);
  if (previous) {
    const { name, sight } = previous;
    // Each step belongs to one rollout.
    if (open?.previous === name) return [...done, continueRollout(open, passed)];
    // If both ran before, nobody saw it begin.
    const isSeen = (before?.desired ?? 0) === 0;
    return begin({ ...toChange(sight, now), previous: name, ...(isSeen && { after: sight.at }) });
  }
  if (before && isRecreated(before, now))
    return [...done, ...(open ? [{ ...open, endedAfter, ended: at, superseded: true as const }] : [])];
  if (before) {
    const stopOver = toStopOver(before, passed);
    if (stopOver) return begin(stopOver.next).toSpliced(-1, 0, stopOver.there);
    if (isRolledOut(before, now))
      return begin({ ...toRolledOut(before, now), after: endedAfter, ...(passed.by && { by: passed.by }) });
  }
  if (open) return [...done, continueRollout(open, passed)];
  const underWay = toUnderWay(passed);
  if (underWay) return begin(underWay);
  // The last old pod of a slow rollout may end when all new ones exist.
  const late = last && !last.superseded ? Math.min(passed.replaced, passed.oldWent) : 0;
  return late > 0 ? [...rollouts.slice(0, -1), { ...last!, replaced: last!.replaced + late }] : [...rollouts];
}

/** Begins a rollout, which overtakes an open one. */
function beginRollout(
  done: readonly Rollout[],
  open: Rollout | undefined,
  rollout: Partial<Rollout>,
  passed: Passed,
): Rollout[] {
  const { at, before } = passed;
  // It went on before it was overtaken. The pods that it had made by then replaced older ones.
  const late = Math.min(passed.replaced, passed.olderWent, passed.spare);
  const endedAfter = before?.at ?? at;
  const over = open
    ? [{ ...open, replaced: open.replaced + late, endedAfter, ended: at, superseded: true as const }]
    : [];
  return [...done, ...over, continueRollout({ ...rollout, begun: at, replaced: 0 }, passed)];
}

/**
 * Two rollouts between the same two sights: the first is over, the second begins. How many pods the first replaced is
 * known if it was taken back.
 */
function toStopOver(
  before: NonNullable<Passed['before']>,
  { at, now, replaced }: Passed,
): { there: Rollout; next: Partial<Rollout> } | undefined {
  const between = findStopOver(before, now);
  if (!between) return undefined;
  const isTakenBack = before.revision === now.revision;
  if (!isTakenBack && !isRolledOut(before, now)) return undefined;
  const { version, images } = between;
  const { version: _, ...was } = before;
  const other = { ...was, images, ...(version !== undefined && { version }) };
  const there: Rollout = {
    ...{ ...toChange(before, other), after: before.at, begun: at },
    ...{ endedAfter: before.at, ended: at, superseded: true, replaced: isTakenBack ? replaced : 0 },
  };
  return { there, next: { ...toChange(other, now), after: before.at } };
}

const toRolledOut = (before: ComparedWorkload, now: ComparedWorkload): Partial<Rollout> =>
  isRestart(before, now)
    ? { ...(now.version !== undefined && { to: now.version }), restart: true as const }
    : toChange(before, now);

/** Seen for the first time while new pods replace old ones. */
function toUnderWay({ before, now, oldLeft = 0 }: Passed): Partial<Rollout> | undefined {
  if (before || oldLeft === 0 || (now.progress !== 'progressing' && now.progress !== 'stuck'))
    return undefined;
  const { version, images = now.images } = now.earlier ?? {};
  const { version: _, ...rest } = now;
  const was = { ...rest, images, ...(version !== undefined && { version }) };
  return now.earlier || now.version === undefined ? toChange(was, now) : { to: now.version };
}

function continueRollout(rollout: Rollout, { at, before, now, replaced, oldLeft }: Passed): Rollout {
  const { progress } = now;
  const isReady = progress === undefined ? (now.ready ?? 0) >= (now.desired ?? 1) : progress === 'complete';
  // Without progress of its own, as with OnDelete, it is done when its old pods are gone.
  const isDone =
    rollout.previous !== undefined
      ? isReady && oldLeft === 0
      : progress === undefined
        ? oldLeft === 0
        : isReady;
  return {
    ...rollout,
    replaced: rollout.replaced + replaced,
    ...(progress === 'stuck' && { stuck: true as const }),
    ...(progress === 'paused' && { paused: true as const }),
    ...(isDone && { endedAfter: before?.at ?? rollout.after ?? at, ended: at }),
  };
}

function toChange(was: ComparedWorkload, now: ComparedWorkload) {
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
