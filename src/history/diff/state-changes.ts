import { compareObjects, objectKey, toObjectRef } from '../../model/object-ref.ts';
import type { Judged, ObjectRef, Report } from '../../model/report.ts';
import { compareStates } from '../../model/state.ts';
import { objectTable, objectTableNames } from '../../model/tables/registry.ts';
import type { StateChange } from './change.ts';

type Row = Judged & ObjectRef;

/** Objects with a state of their own, the worst row of each. */
function rowsOf(report: Report): Row[] {
  const found = new Map<string, Row>();
  for (const name of objectTableNames) {
    const table = objectTable(name);
    for (const row of table.rows(report)) {
      if (!table.tellsChange(row)) continue;
      const { kind, namespace } = table.objectOf(row);
      const object = { ...toJudged(row), kind, namespace, name: row.name };
      const key = objectKey(object);
      if (!found.has(key)) found.set(key, object);
    }
  }
  return [...found.values()];
}

/**
 * Objects with another state than before; the worst now first.
 * @param pairs by objectKey, the name before, if it had another
 */
export function findStateChanges(
  before: Report,
  after: Report,
  pairs: ReadonlyMap<string, ObjectRef> = new Map(),
): StateChange[] {
  const old = new Map(rowsOf(before).map((row) => [objectKey(row), row]));
  return sortChanges(
    rowsOf(after).flatMap((row) => {
      const was = old.get(objectKey(pairs.get(objectKey(row)) ?? row));
      return was && was.state !== row.state ? [toStateChange(was, row)] : [];
    }),
  );
}

function toStateChange(before: Row, after: Row): StateChange {
  return {
    object: toObjectRef(after),
    before: toJudged(before),
    after: toJudged(after),
  };
}

const sortChanges = (changes: readonly StateChange[]) =>
  changes.toSorted(
    (a, b) => compareStates(a.after.state, b.after.state) || compareObjects(a.object, b.object),
  );

export const toJudged = ({ state, why }: Judged): Judged => ({ state, ...(why !== undefined && { why }) });
