/** The mark of a row in a table. Pure. */
import { objectKey } from '../../model/object-ref.ts';
import type {
  Entrance,
  QuotaRow,
  Report,
  RouteRow,
  SpreadRow,
  State,
  WorkloadRow,
} from '../../model/report.ts';
import { worst } from '../../model/state.ts';
import type { ObjectTableName } from '../../model/tables/registry.ts';
import type { ObjectRow } from '../../model/tables/table.ts';

/** The share of a limit from which a quota is nearly full. */
export const NEARLY_FULL = 0.9;

/** `normal`: neither good nor trouble. */
interface RowMark {
  state: State | 'normal';
  /** What the mark says, if the state's own word does not. */
  says?: string;
}

interface ByKey {
  workloads: ReadonlyMap<string, WorkloadRow>;
  entrances: ReadonlyMap<string, readonly Entrance[]>;
}

const known = new WeakMap<Report, ByKey>();

function index(report: Report): ByKey {
  let found = known.get(report);
  if (!found) {
    const ways = report.entrances.flatMap((entrance) =>
      entrance.by.map((by) => ({ key: objectKey(by), entrance })),
    );
    const byKey = Map.groupBy(ways, ({ key }) => key);
    found = {
      workloads: new Map(report.workloads.map((row) => [objectKey(row), row])),
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
export function rowMarkOf(report: Report, table: ObjectTableName, row: ObjectRow): RowMark {
  const { workloads, entrances } = index(report);
  if (table === 'spread') {
    const own = workloads.get(objectKey(row as SpreadRow));
    return { state: worst(own ? [row, own] : [row]).state };
  }
  if (table === 'routes' || table === 'gateways') {
    const kind = table === 'gateways' ? 'Gateway' : (row as RouteRow).kind;
    return { state: worst([row, ...(entrances.get(objectKey({ ...row, kind })) ?? [])]).state };
  }
  const { share = 0 } = row as QuotaRow;
  if (table === 'quotas' && row.state === 'healthy' && share >= NEARLY_FULL)
    return { state: 'normal', says: share >= 1 ? 'Full' : 'Nearly full' };
  return { state: row.state };
}
