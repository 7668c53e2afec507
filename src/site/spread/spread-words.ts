import type { SpreadProblem, SpreadRow } from '../../model/report.ts';
import { toSections, type TableSection } from '../tables/sections.ts';

/** The problems as headlines; the problem's own text has the details. */
export const PROBLEM_WORDS: Record<SpreadProblem['type'], string> = {
  'anti-affinity-violated': 'Anti-affinity violated',
  'skew-exceeded': 'Uneven',
  'one-data-centre': 'All in one data centre',
  'same-node': 'Several on one node',
  'single-replica': 'Single replica',
};

/** The most serious first: the loss of a data centre, of a node, of a pod. */
const RANKS: readonly SpreadProblem['type'][] = [
  ...(['anti-affinity-violated', 'one-data-centre', 'same-node', 'skew-exceeded', 'single-replica'] as const),
];
const rankOf = ({ problems }: SpreadRow) => Math.min(...problems.map(({ type }) => RANKS.indexOf(type)));

/**
 * First broken rules and unseen workloads, then what stands out. Then workloads without a running replica, then the
 * rest.
 */
export function toSpreadSections(rows: readonly SpreadRow[], whole: boolean): TableSection<SpreadRow>[] {
  const trouble = rows.filter(({ state }) => state !== 'healthy');
  const healthy = rows.filter(({ state, dataCentres }) => state === 'healthy' && dataCentres.length > 0);
  const idle = rows.filter(({ state, dataCentres }) => state === 'healthy' && dataCentres.length === 0);
  const odd = healthy.filter(({ problems }) => problems.length > 0).sort((a, b) => rankOf(a) - rankOf(b));
  const even = healthy.filter(({ problems }) => problems.length === 0);
  const isAll = whole && even.length === rows.length;
  return [
    ...toSections(trouble, false),
    { title: odd.length === 1 ? '1 stands out' : `${odd.length} stand out`, rows: odd },
    { title: idle.length === 1 ? '1 does not run' : `${idle.length} do not run`, rows: idle },
    { title: `${isAll ? 'All ' : ''}${even.length} well spread`, rows: even },
  ].filter((section) => section.rows.length > 0);
}
