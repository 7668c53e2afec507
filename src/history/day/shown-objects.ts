/** Which objects a Report shows directly: if a kind was seen, an absent object was deleted. */
import { objectKey } from '../../model/object-ref.ts';
import type { ObjectRef, Report } from '../../model/report.ts';
import { objectTable, objectTableNames } from '../../model/tables/registry.ts';

/** Kinds whose objects all have a row; an object with a controller may be in its owner's row. */
const SHOWN = new Set([
  ...['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Node', 'Service'],
  ...['Ingress', 'HTTPRoute', 'GRPCRoute', 'Gateway'],
  ...['PersistentVolumeClaim', 'PersistentVolume', 'StorageClass', 'VolumeAttachment'],
]);

/** Whether an object is known to be gone. */
export function indexGone(report: Report): (object: ObjectRef) => boolean {
  let there: Set<string> | undefined;
  return (object) => SHOWN.has(object.kind) && !(there ??= listThere(report)).has(objectKey(object));
}

function listThere(report: Report): Set<string> {
  const keys = objectTableNames.flatMap((name) => {
    const table = objectTable(name);
    return table.rows(report).map((row) => objectKey(table.objectOf(row)));
  });
  return new Set(keys);
}
