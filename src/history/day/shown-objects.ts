/** Which objects a Report shows directly: if a kind was seen, an absent object was deleted. */
import { objectKey } from '../../model/object-ref.ts';
import type { ObjectRef, Report } from '../../model/report.ts';
import { kindsWithRows } from '../../model/tables/kinds-behind.ts';
import { objectTable, objectTableNames } from '../../model/tables/registry.ts';

/** Kinds that have a row, and findings, only where no other object owns them. */
const WITHOUT_OWNER = new Set(['ReplicationController', 'ReplicaSet', 'Job']);

/** Whether an object is known to be gone, or goes: what was wrong with it is not mended. */
export function indexGone(report: Report): (object: ObjectRef) => boolean {
  let there: Set<string> | undefined;
  const going = new Set(report.deleted);
  return (object) => {
    const key = objectKey(object);
    if (going.has(key)) return true;
    const isShown = kindsWithRows.has(object.kind) || WITHOUT_OWNER.has(object.kind);
    return isShown && !(there ??= listThere(report)).has(key);
  };
}

function listThere(report: Report): Set<string> {
  const keys = objectTableNames.flatMap((name) => {
    const table = objectTable(name);
    return table.rows(report).map((row) => objectKey(table.objectOf(row)));
  });
  return new Set(keys);
}
