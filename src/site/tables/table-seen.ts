/** How much of a table was seen. Pure. */
import type { Report } from '../../model/report.ts';
import { isWhole } from '../../model/seen.ts';
import { standInsFor } from '../../model/tables/kinds-behind.ts';
import { TABLES, type PageTableName } from '../../model/tables/registry.ts';
import { kindsOf } from '../../model/tables/table.ts';
import type { KindName } from '../../snapshots/kinds/kinds.ts';

/** Every kind that is a source of tables, and the kinds that may replace one. */
export function kindsBehind(...names: PageTableName[]): KindName[] {
  const kinds = names.flatMap((name) => kindsOf(TABLES[name]));
  return [...new Set([...kinds, ...standInsFor(kinds)])];
}

/**
 * The table has all rows. A kind that Gazette did not read at that time does not count against the others. If Gazette
 * read none of the kinds, see {@link whyEmpty}.
 */
export function holdsAll({ meta }: Report, name: PageTableName): boolean {
  const kinds: readonly string[] = TABLES[name].rowsFrom;
  return meta.coverage.every((coverage) => !kinds.includes(coverage.kind) || isWhole(coverage));
}

/**
 * Why the table has no rows: its kinds are not served, or were not read. Undefined if they were read, or may have been.
 */
export function whyEmpty({ meta }: Report, name: PageTableName): 'absent' | 'unread' | undefined {
  const states = TABLES[name].rowsFrom.map(
    (kind) => meta.coverage.find((coverage) => coverage.kind === kind)?.state ?? 'unread',
  );
  const [first] = new Set(states);
  if (states.some((state) => state !== first)) return undefined;
  return first === 'absent' || first === 'unread' ? first : undefined;
}
