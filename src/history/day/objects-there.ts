/** Which objects a Report shows by themselves: what is not among them was deleted, where its kind was seen. */
import { objectKey } from '../../model/object-ref.ts';
import type { ObjectRef, Report } from '../../model/report.ts';
import { objectTable, objectTableNames } from '../../model/tables.ts';

/** Kinds of which every object has a row; one that a controller owns may stand with its owner. */
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
