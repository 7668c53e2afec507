/** Which objects a Report shows directly: if a kind was seen, an absent object was deleted. */
import { objectKey } from '../../model/object-ref.ts';
import type { ObjectRef, Report } from '../../model/report.ts';
import { kindsWithRows } from '../../model/tables/kinds-behind.ts';
import { objectTable, objectTableNames } from '../../model/tables/registry.ts';

/** Whether an object is known to be gone. */
export function indexGone(report: Report): (object: ObjectRef) => boolean {
  let there: Set<string> | undefined;
  return (object) => kindsWithRows.has(object.kind) && !(there ??= listThere(report)).has(objectKey(object));
}

function listThere(report: Report): Set<string> {
  const keys = objectTableNames.flatMap((name) => {
    const table = objectTable(name);
    return table.rows(report).map((row) => objectKey(table.objectOf(row)));
  });
  return new Set(keys);
}
