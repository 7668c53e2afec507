/** The content of a window's status page. */
import type { WorkloadRef } from '../../history/day/workload-day.ts';
import { findSpells, type Spell } from '../../history/period/recoveries.ts';
import type { PeriodCell } from '../../history/period/cells.ts';
import type { StatusBars } from '../../history/period/status.ts';
import type { PeriodDays } from '../../history/period/period.ts';
import { spell, toSentence } from '../../model/english.ts';
import type { State } from '../../model/report.ts';
import { formatPercent } from '../../model/quantity.ts';
import { STATES } from '../../model/state.ts';
import { STATE_HEIGHTS, STATE_WORDS } from '../../words/format.ts';
import { compareWith } from './period-before.ts';
import { clusterBefore, statusOf } from './figures.ts';
import type { HistoryLinks } from './links.ts';
import type { History } from './load.ts';
import type { Stripe } from '../charts/strip-picture.ts';
import { countWorkloads, formatBucket, howLong, inWindow } from '../../words/history.ts';

/** A time of trouble of the cluster, or of one workload. */
export interface TroubleRow {
  workload?: WorkloadRef;
  spell: Spell;
}

export interface StatusView {
  bars: StatusBars;
  lead: string;
  before: string;
  /** Times of trouble, without unseen times, the last first; the cluster's own among those of its workloads. */
  trouble: TroubleRow[];
}

export function viewStatus(history: History): StatusView {
  const bars = statusOf(history);
  return {
    bars,
    lead: writeLead(bars, history.window.length),
    before: compareWith(history, describeShares(clusterBefore(history)).join(', ')),
    trouble: findTrouble(bars, history.looks),
  };
}

/** `failing for 3 h to 3 h 15 min`, `degraded in one snapshot`, `healthy for at least 12 h`. */
const describeShares = ({ lasted }: StatusBars['cluster']) =>
  STATES.flatMap((state) => (lasted[state] ? [`${state} ${howLong(lasted[state])}`] : []));

function writeLead({ cluster, workloads }: StatusBars, length: PeriodDays): string {
  if (cluster.states.length === 0) return `Nothing was seen of the cluster ${inWindow(length)}.`;
  const failed = workloads.filter(({ lasted }) => lasted.failing);
  if (cluster.states.every(({ state }) => state === 'healthy') && failed.length === 0)
    return `Healthy whenever it was looked at ${inWindow(length)}.`;
  const worst =
    failed.length > 0 ? [`${spell(failed.length)} of ${countWorkloads(workloads)} failed at some time`] : [];
  return toSentence([describeShares(cluster).join(', '), ...worst]);
}

function findTrouble({ cluster, workloads }: StatusBars, looks: readonly number[]): TroubleRow[] {
  return [
    ...findSpells(cluster.states, looks).map((spell) => ({ spell })),
    ...workloads.flatMap(({ kind, namespace, name, states }) =>
      findSpells(states, looks).map((spell) => ({ workload: { kind, namespace, name }, spell })),
    ),
  ].sort((a, b) => b.spell.from - a.spell.from || b.spell.to - a.spell.to);
}

/** Cells of a state over time; with links, each cell is separate. */
export const toStateStripes = (
  cells: readonly PeriodCell<State>[],
  length: PeriodDays,
  links?: HistoryLinks,
): Stripe[] =>
  cells.map(({ value, from, to, unseen }): Stripe => {
    if (value === 'absent' || value === 'ahead') return { height: 0 };
    if (value === 'unseen') return { mark: 'unseen', height: 1 };
    const mark = value === 'unknown' ? 'unseen' : value;
    if (!links) return { mark, height: STATE_HEIGHTS[value] };
    const part = unseen > 0.05 ? `, ${formatPercent(unseen, 2)} of it not seen` : '';
    const href = links.within({ from, to });
    const label = `${formatBucket({ from, to }, length)}: ${STATE_WORDS[value]}${part}`;
    return { mark, height: STATE_HEIGHTS[value], label, ...(href && { href }) };
  });

/** `12 healthy, 3 failing, 2 not seen`: the strip's cells in words. */
export function countCells(cells: readonly { value: string }[], words: Record<string, string>): string {
  return Object.entries(words)
    .map(([value, word]) => ({ word, count: cells.filter((cell) => cell.value === value).length }))
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${count} ${word}`)
    .join(', ');
}

/** Seconds of the period, up to now, that nobody saw. */
export function unseenSeconds(cells: readonly PeriodCell<string>[]): number {
  return Math.round(
    cells.reduce(
      (sum, { from, to, unseen, value }) => sum + (value === 'ahead' ? 0 : unseen * (to - from)),
      0,
    ),
  );
}
