import type { Judged } from '../../model/report.ts';
import { formatCount } from '../../model/english.ts';
import { compareText } from '../../model/state.ts';

export interface TableSection<Row> {
  /** `3 need attention`, `28 more`. */
  title: string;
  rows: Row[];
}

/** Trouble first under its own subhead, then the rest. `seen`: the table has all rows. */
export function toSections<Row extends Judged>(rows: readonly Row[], seen: boolean): TableSection<Row>[] {
  const trouble = rows.filter((row) => row.state !== 'healthy');
  const rest = rows.filter((row) => row.state === 'healthy');
  const sections = [
    { title: trouble.length === 1 ? '1 needs attention' : `${trouble.length} need attention`, rows: trouble },
    {
      title: trouble.length > 0 ? `${rest.length} more` : `${seen ? 'All ' : ''}${rest.length} healthy`,
      rows: rest,
    },
  ];
  return sections.filter((section) => section.rows.length > 0);
}

/** What is told of a queue over a group of them. */
interface InGroup extends Judged {
  group?: string;
  probe: string;
  isDeadLetter: boolean;
  messages?: number;
}

/**
 * The groups that the config names, each with its own subhead, or the probes; trouble first within each. Queues with dead
 * letters are not called healthy.
 */
export function toGroupSections<Row extends InGroup>(rows: readonly Row[]): TableSection<Row>[] {
  return [...Map.groupBy(rows, ({ group, probe }) => group ?? probe)]
    .sort(([a], [b]) => compareText(a, b))
    .map(([group, those]) => {
      const trouble = those.filter(({ state }) => state !== 'healthy').length;
      const letters = those.reduce((sum, one) => sum + (one.isDeadLetter ? (one.messages ?? 0) : 0), 0);
      const needs = [
        ...(trouble > 0 ? [`${trouble} need${trouble === 1 ? 's' : ''} attention`] : []),
        ...(letters > 0 ? [formatCount(letters, 'dead letter')] : []),
        ...(trouble === 0 && letters === 0 ? ['all healthy'] : []),
      ].join(', ');
      return { title: `${group}: ${formatCount(those.length, 'queue')}, ${needs}`, rows: those };
    });
}
