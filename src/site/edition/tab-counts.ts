/** How many rows of each page of an edition need attention: its tabs tell. Pure. */
import type { Report, State } from '../../model/report.ts';
import { compareStates } from '../../model/state.ts';
import { objectTable, objectTableNames } from '../../model/tables/registry.ts';
import type { EditionPage } from '../paths.ts';

interface TabCount {
  count: number;
  /** The worst of them. */
  state: State;
}

/** Only pages with trouble. */
export function countTabs(report: Report): ReadonlyMap<EditionPage, TabCount> {
  const counts = new Map<EditionPage, TabCount>();
  const add = (page: EditionPage, state: State) => {
    if (state !== 'failing' && state !== 'degraded') return;
    const known = counts.get(page);
    const worst = known && compareStates(known.state, state) < 0 ? known.state : state;
    counts.set(page, { count: (known?.count ?? 0) + 1, state: worst });
  };
  for (const { severity } of report.findings) if (severity !== 'advice') add('findings', severity);
  for (const name of objectTableNames) {
    const { page, rows } = objectTable(name);
    for (const row of rows(report)) add(page, row.state);
  }
  return counts;
}
