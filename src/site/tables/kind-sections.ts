import { pluralOf } from '../../model/english.ts';
import type { WorkloadRow } from '../../model/report.ts';
import { compareText } from '../../model/state.ts';
import { toSections, type TableSection } from './sections.ts';
import { isWorkloadKind, workloadKinds } from '../../model/workload-kinds.ts';

/** The most wanted first; others follow by name. */
const rank = (kind: string) => (isWorkloadKind(kind) ? workloadKinds.indexOf(kind) : workloadKinds.length);

/** Trouble first, then kind by kind: `2 need attention`, `16 Deployments`, `6 StatefulSets`. */
export function toKindSections(rows: readonly WorkloadRow[]): TableSection<WorkloadRow>[] {
  const healthy = rows.filter(({ state }) => state === 'healthy');
  const trouble = rows.filter(({ state }) => state !== 'healthy');
  const kinds = [...Map.groupBy(healthy, ({ kind }) => kind)].sort(
    ([a], [b]) => rank(a) - rank(b) || compareText(a, b),
  );
  return [
    ...toSections(trouble, false),
    ...kinds.map(([kind, own]) => ({
      title: `${own.length} ${own.length === 1 ? kind : pluralOf(kind)}`,
      rows: own,
    })),
  ];
}
