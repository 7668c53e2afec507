import type { TableHeading } from '../../model/tables/table.ts';

/** A column's head; also for a time axis. */
export type Heading = TableHeading | { axis: readonly string[] };
