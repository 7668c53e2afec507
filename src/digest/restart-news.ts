/** Restarts beyond a workload's usual number. Pure. */
import type { Restart } from '../history/day/workload-day.ts';
import { rank } from '../history/period/restarts.ts';
import { formatCount, formatNumber } from '../model/english.ts';
import type { Item, Section } from './digest.ts';
import { showing } from './evidence.ts';
import type { ClusterFacts } from './facts.ts';
import type { LocalTimes } from './local-times.ts';
import { formatObject, objectKey } from '../model/object-ref.ts';

const UNKNOWN = 'What is usual is not known yet: too few days before are kept to compare with.';

/** Number of known days of the week before that "usual" needs. */
export const LEAST_DAYS = 3;

/**
 * Workloads with more restarts than on any day of the week before; most first. Restarts that came with a node are told
 * with that node.
 */
export function listRestarted({ week, slice }: Pick<ClusterFacts, 'week' | 'slice'>) {
  return slice.workloads
    .map((workload) => ({
      ...workload,
      restarts: workload.restarts.filter(({ node }) => node === undefined),
    }))
    .map((workload) => ({
      ...workload,
      total: workload.restarts.reduce((sum, { n }) => sum + n, 0),
      most: Math.max(0, ...week.map((day) => day.restarts.get(objectKey(workload)) ?? 0)),
    }))
    .filter(({ total, most }) => total > most)
    .sort((a, b) => b.total - b.most - (a.total - a.most));
}

export function describeRestarts(facts: ClusterFacts, clock: LocalTimes): Section {
  const isKnown = facts.week.length >= LEAST_DAYS;
  const items = listRestarted(facts).map(({ total, most, restarts, ...workload }): Item => {
    const last = Math.max(...restarts.map(({ by }) => by));
    return {
      mark: 'degraded',
      name: formatObject(workload),
      text: `At least ${formatCount(total, 'restart')}${when(restarts, clock)}${describeReasons(restarts)}.`,
      ...(isKnown && { detail: describeUsual(most, facts.week.length) }),
      link: showing(facts, last, 'changes'),
    };
  });
  return isKnown
    ? { id: 'restarts', title: 'Restarts beyond the usual', items, more: 0 }
    : { id: 'restarts', title: 'Restarts', note: UNKNOWN, items, more: 0 };
}

/** Of restarts that only a counter shows, nobody knows the times: only between which they lie. */
function when(restarts: readonly Restart[], { at }: LocalTimes): string {
  const last = Math.max(...restarts.map((one) => one.at));
  if (restarts.some(({ finishedAt, n }) => finishedAt === undefined || n > 1))
    return ` between ${at(Math.min(...restarts.map(({ after }) => after)))} and ${at(last)}`;
  const first = Math.min(...restarts.map((one) => one.at));
  return first === last ? ` at ${at(first)}` : ` from ${at(first)} to ${at(last)}`;
}

function describeUsual(most: number, days: number): string {
  return most === 0
    ? `None in the ${formatCount(days, 'day')} before.`
    : `In the ${formatCount(days, 'day')} before at most ${formatNumber(most)} a day.`;
}

/** `: OOMKilled`, `: 3 OOMKilled, 1 Error (exit 1), 2 for a reason not seen`; empty if no reason was seen. */
function describeReasons(restarts: readonly Restart[]): string {
  const sums = new Map<string, number>();
  if (restarts.every(({ reason }) => reason === undefined)) return '';
  for (const { reason = 'for a reason not seen', exitCode, n } of restarts) {
    const words = exitCode === undefined || reason === 'OOMKilled' ? reason : `${reason} (exit ${exitCode})`;
    sums.set(words, (sums.get(words) ?? 0) + n);
  }
  const ranked = rank(sums).slice(0, 3);
  const [only] = ranked;
  if (!only) return '';
  if (ranked.length === 1) return `: ${only[0]}`;
  return `: ${ranked.map(([words, n]) => `${formatNumber(n)} ${words}`).join(', ')}`;
}
