/** How much of a table was seen. Pure. */
import type { Report } from '../../model/report.ts';
import { isWhole } from '../../model/seen.ts';
import { standInsFor, TABLES, type PageTableName } from '../../model/tables.ts';
import { kindsOf } from '../../model/tables/table.ts';
import type { KindName } from '../../snapshots/kinds/kinds.ts';

/** Every kind that tables are made of, and those that may stand in for one. */
export function kindsBehind(...names: PageTableName[]): KindName[] {
  const kinds = names.flatMap((name) => kindsOf(TABLES[name]));
  return [...new Set([...kinds, ...standInsFor(kinds)])];
}

/**
 * Its rows are all that there are. A kind that Gazette did not yet read when the snapshot was taken takes nothing from
 * what the others promised; where it read none of them, see {@link whyEmpty}.
 */
export function holdsAll({ meta }: Report, name: PageTableName): boolean {
  const kinds: readonly string[] = TABLES[name].rowsFrom;
  return meta.coverage.every((coverage) => !kinds.includes(coverage.kind) || isWhole(coverage));
}

/** Why it has no rows: its kinds are not served, or were not looked for. Undefined where they were, or may have been. */
export function whyEmpty({ meta }: Report, name: PageTableName): 'absent' | 'unread' | undefined {
  const states = TABLES[name].rowsFrom.map(
    (kind) => meta.coverage.find((coverage) => coverage.kind === kind)?.state ?? 'unread',
  );
  const [first] = new Set(states);
  if (states.some((state) => state !== first)) return undefined;
  return first === 'absent' || first === 'unread' ? first : undefined;
}
