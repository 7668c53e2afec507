/** The objects of a snapshot as an API serves them, in its order. */
import { customCells } from '../model/custom/custom.ts';
import type { KeptObject, ObjectOf } from '../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../snapshots/schema.ts';
import { podRowConditions } from './print/pods.ts';
import type { PrintMoment, PrintedColumn, Printer } from './print/printer.ts';
import { printers } from './print/printers.ts';
import type { ServedResource } from './resources.ts';

/** The objects of a resource, in the order of the snapshot. */
export function listServed(
  { objects }: Snapshot,
  { kept, group, name }: ServedResource,
  namespace: string | undefined,
): readonly KeptObject[] {
  if (kept === undefined) return [];
  const all: readonly KeptObject[] =
    kept === 'TableRow'
      ? objects.TableRow.filter(({ resource }) => resource === `${name}.${group}`)
      : objects[kept];
  return namespace === undefined ? all : all.filter(({ metadata }) => metadata.namespace === namespace);
}

/** The object, at the API's paths. Heartbeats, which a snapshot keeps apart, are back in the conditions of nodes. */
export function toApiObject(object: KeptObject, resource: ServedResource, { objects }: Snapshot): object {
  if (resource.kept === 'TableRow') {
    const { apiVersion, metadata, conditions } = object as ObjectOf<'TableRow'>;
    return { kind: resource.kind, apiVersion, metadata, ...(conditions && { status: { conditions } }) };
  }
  if (resource.kept !== 'Node') return object;
  const node = object as ObjectOf<'Node'>;
  const beat = objects.NodeHeartbeat.find(({ metadata }) => metadata.name === node.metadata.name);
  const conditions = node.status?.conditions?.map((condition) => ({
    ...condition,
    ...beat?.conditions?.find(({ type }) => type === condition.type),
  }));
  return { ...node, status: { ...node.status, ...(conditions && { conditions }) } };
}

/** The columns that the server of that moment printed. */
export function columnsOf({ kept, coverage }: ServedResource, minor: number): Printer<KeptObject> {
  if (kept === 'TableRow') {
    const columns = coverage?.columns ?? [];
    return columns.map(({ name, type, priority }, index): PrintedColumn<KeptObject> => {
      const cell: PrintedColumn<KeptObject>['cell'] = (object, { at }) =>
        customCells(object, columns, at)[index] ?? null;
      return {
        ...{ name, type: type as PrintedColumn<KeptObject>['type'], cell },
        ...(index === 0 && { format: 'name' }),
        ...(priority > 0 && { wide: true }),
      };
    });
  }
  const all = (kept === undefined ? [] : printers[kept]) as Printer<KeptObject>;
  return all.filter(({ since = 0, before = Infinity }) => minor >= since && minor < before);
}

/** Source: k8s.io/apimachinery/pkg/apis/meta/v1/types.go `TableColumnDefinition`. */
export const toDefinition = ({ name, type, format, wide }: PrintedColumn<never>) => ({
  ...{ name, type, format: format ?? '', description: '' },
  priority: wide ? 1 : 0,
});

/** @param include what a row carries of its object: `None`, `Metadata` or `Object` */
export function toRow(
  object: KeptObject,
  resource: ServedResource,
  columns: Printer<KeptObject>,
  moment: PrintMoment,
  own: object | undefined,
): object {
  const conditions = resource.kept === 'Pod' ? podRowConditions(object as ObjectOf<'Pod'>) : undefined;
  return {
    cells: columns.map((column) => column.cell(object, moment)),
    ...(conditions && { conditions }),
    ...(own && { object: own }),
  };
}

/** Source: k8s.io/apimachinery/pkg/apis/meta/v1/types.go `PartialObjectMetadata`. */
export const toPartial = ({ metadata }: KeptObject, version: string) => ({
  ...{ kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata },
});
