/** Compares two sights of a workload, and tells what happened to its pods in between. */
import { objectKey, parseObject } from '../../model/object-ref.ts';
import type { Report } from '../../model/report.ts';
import type { Seen } from '../../model/seen.ts';
import { countReplaced, countReplacedByNode, countUndone } from '../replacements.ts';
import {
  findSuccessors,
  isRecreated,
  comparedWorkloads,
  leftOf,
  type ComparedWorkload,
} from '../workload-comparison.ts';
import type { PodBalance, WorkloadBalance } from './balance.ts';
import type { PodChanges } from './fold-restarts.ts';
import type { Step } from './track.ts';
import type { Rollout } from './workload-day.ts';

export interface Passage {
  before?: WorkloadBalance;
  /** The basis for comparing the next snapshot. */
  balance: WorkloadBalance;
  /**
   * At least this many pods replaced others. Also, how many old pods had another template than the current one, and
   * than the one before.
   */
  replaced: number;
  oldWent: number;
  olderWent: number;
  /** New pods at the last sight that had not replaced any yet. */
  spare: number;
  /** Pods that a rollout still has to replace; undefined if pods were not seen. */
  oldLeft: (rollouts: readonly Rollout[]) => number | undefined;
  /** Pods of its predecessor whose place its own pods took, beside those that took one earlier in that rollout. */
  takenOver: (rollouts: readonly Rollout[]) => number;
  /** It hands replicas to a successor, or takes them from a predecessor: that is a rollout, and no scaling. */
  isHanded: boolean;
  /** The workload that it replaced. */
  previous?: { name: string; sight: WorkloadBalance };
}

/**
 * By the key of each workload that was itself seen.
 * @param isGone whether an absent workload is known to be gone
 */
export function compareWorkloads(
  known: readonly WorkloadBalance[],
  report: Report,
  changes: ReadonlyMap<string, PodChanges>,
  { at }: Step,
  seen: Seen,
  isGone: (key: string) => boolean,
): Map<string, Passage> {
  const was = new Map(known.map((entry) => [entry.key, entry]));
  const sights = comparedWorkloads(report, seen);
  const predecessors = findSuccessors(was, sights, isGone);
  const handed = new Set([...predecessors].flat());
  const nodes = new Set(report.nodes.map(({ name }) => name));
  const isThere = (node: string) => !seen('Node') || nodes.has(node);
  const passages = new Map<string, Passage>();
  for (const [key, now] of sights) {
    const before = was.get(key);
    const { namespace, ...ref } = parseObject(key)!;
    const change = seen('Pod', namespace) ? (changes.get(key) ?? NONE) : undefined;
    const { n = 0, ...vacancies } = change ? countPassing(before, now, change, isThere) : {};
    const isOther =
      (than: string | undefined) =>
      ({ revision }: { revision?: string }) =>
        than !== undefined && revision !== undefined && revision !== than;
    const isOld = isOther(now.revision);
    const living = change ? change.living.length - change.came.length + change.went.length : 0;
    const predecessor = predecessors.get(key);
    const name = predecessor && parseObject(predecessor)?.name;
    passages.set(key, {
      ...(before && { before }),
      balance: {
        ...carryRevision(before, now),
        ...{ key, at, vacant: before?.vacant ?? 0 },
        ...(!change && before?.vacantNodes && { vacantNodes: before.vacantNodes }),
        ...vacancies,
      },
      replaced: n,
      isHanded: handed.has(key),
      oldWent: change?.went.filter(isOld).length ?? 0,
      spare: before ? Math.max(0, living - (before.desired ?? living) + before.vacant) : 0,
      olderWent: change?.went.filter(isOther(before?.revision)).length ?? 0,
      takenOver: (rollouts) => {
        const open = rollouts.at(-1);
        const taken = open && open.ended === undefined && open.previous === name ? open.replaced : 0;
        const went = predecessor === undefined ? 0 : (changes.get(predecessor)?.went.length ?? 0);
        return Math.max(0, Math.min(went, (change?.living.length ?? 0) - taken));
      },
      oldLeft: (rollouts) => {
        const old = name ?? rollouts.at(-1)?.previous;
        if (old === undefined) return change?.living.filter(isOld).length;
        const other = objectKey({ ...ref, namespace, name: old });
        return leftOf(sights.get(other), change && (changes.get(other)?.living.length ?? 0));
      },
      ...(predecessor !== undefined &&
        name !== undefined && { previous: { name, sight: was.get(predecessor)! } }),
    });
  }
  return passages;
}

/** While a workload is hidden, nobody knows whether its pods were scaled or replaced. They count when it is seen again. */
export function rememberPods(
  { hidden = { came: 0, went: 0 }, ...balance }: WorkloadBalance,
  change: PodChanges | undefined,
): WorkloadBalance {
  const [came, went] = [hidden.came + (change?.came.length ?? 0), hidden.went + (change?.went.length ?? 0)];
  return { ...balance, ...(came + went > 0 && { hidden: { came, went } }) };
}

const NONE: PodChanges = { restarts: [], came: [], went: [], living: [] };

/** While the current template is unknown, the last known one counts, unless it has certainly changed. */
function carryRevision(before: WorkloadBalance | undefined, now: ComparedWorkload): ComparedWorkload {
  if (!before || now.revision !== undefined || before.revision === undefined) return now;
  if (isRecreated(before, now) || before.images.join('\n') !== now.images.join('\n')) return now;
  return { ...now, revision: before.revision };
}

/** Pods of Jobs follow one another, and do not replace each other. */
const UNTIL_DONE = ['Job', 'CronJob'];

/** Its pods at the last sight. */
function livingBefore({ living, came, went }: PodChanges): PodBalance[] {
  const comers = new Set(came);
  return [...living.filter((pod) => !comers.has(pod)), ...went.filter((pod) => !comers.has(pod))];
}

function countPassing(
  before: WorkloadBalance | undefined,
  now: ComparedWorkload,
  change: PodChanges,
  isThere: (node: string) => boolean,
): { n: number; vacant: number; vacantNodes?: string[] } {
  const { kind, desired } = now;
  if (!before || UNTIL_DONE.includes(kind) || isRecreated(before, now)) return { n: 0, vacant: 0 };
  if (kind === 'DaemonSet') {
    const { n, vacant } = countReplacedByNode(before.vacantNodes ?? [], change, isThere);
    return { n, vacant: 0, ...(vacant.length > 0 && { vacantNodes: vacant }) };
  }
  const { came: cameBefore, went: wentBefore } = before.hidden ?? { came: 0, went: 0 };
  const undone = countUndone(livingBefore(change), change.went, before.desired ?? Infinity, {
    was: before.revision,
    is: now.revision,
  });
  const came = change.came.length + cameBefore;
  const went = change.went.length + wentBefore - undone;
  const living = change.living.length - came + went;
  return countReplaced(
    { ...(before.desired !== undefined && { desired: before.desired }), living, vacant: before.vacant },
    { ...(desired !== undefined && { desired }), came, went },
  );
}
