/** The mark of a row in a table. Pure. */
import { objectKey } from '../../model/object-ref.ts';
import type { Judged, Report, State } from '../../model/report.ts';
import { worst } from '../../model/state.ts';
import { objectTable, type ObjectTableName } from '../../model/tables/registry.ts';
import type { ObjectRow } from '../../model/judged.ts';
import type { ObjectTable } from '../../model/tables/table.ts';

/** `normal`: neither good nor trouble. */
interface RowMark {
  state: State | 'normal';
  /** What the mark says, if the state's own word does not. */
  says?: string;
}

/** What the tables that judge objects of other tables say, by objectKey. */
type Judging = Record<Exclude<ObjectTable['markedWith'], false>, ReadonlyMap<string, readonly Judged[]>>;

const known = new WeakMap<Report, Judging>();

function index(report: Report): Judging {
  let found = known.get(report);
  if (!found) {
    const ways = report.entrances.flatMap((entrance) =>
      entrance.by.map((by) => ({ key: objectKey(by), entrance })),
    );
    const byKey = Map.groupBy(ways, ({ key }) => key);
    found = {
      workloads: new Map(report.workloads.map((row) => [objectKey(row), [row]])),
      entrances: new Map([...byKey].map(([key, own]) => [key, own.map(({ entrance }) => entrance)])),
    };
    known.set(report, found);
  }
  return found;
}

/**
 * The state of the object, in every table. A well spread workload that fails is no green row. Neither is an Ingress
 * with half of its endpoints, although its own configuration is right. A full quota is no trouble, and not green.
 */
export function rowMarkOf(report: Report, name: ObjectTableName, row: ObjectRow): RowMark {
  const table = objectTable(name);
  if (table.markedWith) {
    const judgements = index(report)[table.markedWith].get(objectKey(table.objectOf(row))) ?? [];
    return { state: worst([row, ...judgements]).state };
  }
  const says = row.state === 'healthy' ? table.normalAs?.(row) : undefined;
  return says === undefined ? { state: row.state } : { state: 'normal', says };
}
