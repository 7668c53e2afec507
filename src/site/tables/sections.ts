import type { Judged } from '../../model/report.ts';

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
