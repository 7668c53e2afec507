/** The custom resources of the config, in its order, with the columns that the server prints by default. */
import { isKindName, type ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Coverage, Snapshot } from '../../snapshots/schema.ts';
import { judgeCustom } from './custom-conditions.ts';
import { formatAge } from '../human-duration.ts';
import type { CustomTable } from '../report.ts';
import { compareText } from '../state.ts';

export function buildCustomTables({ meta, objects }: Snapshot): CustomTable[] {
  const rowsOf = Map.groupBy(objects.TableRow, ({ resource }) => resource);
  return meta.coverage
    .filter(({ kind }) => !isKindName(kind))
    .map((coverage): CustomTable => {
      const shown = (coverage.columns ?? [])
        .map((column, index) => ({ ...column, index }))
        // Other columns are for `kubectl get -o wide`. Source: k8s.io/apimachinery/pkg/apis/meta/v1
        // `TableColumnDefinition`.
        .filter(({ priority }) => priority === 0);
      const rows = (rowsOf.get(coverage.kind) ?? []).map(({ metadata, cells = [], ...row }) => ({
        uid: metadata.uid,
        ...judgeCustom({ metadata, ...row }, meta.time),
        ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
        name: metadata.name,
        cells: shown.map((column) => formatCell(cells[column.index], column, meta.time)),
      }));
      return {
        resource: coverage.kind,
        columns: shown.map(({ name }) => name),
        rows: rows.sort(
          (a, b) => compareText(a.namespace ?? '', b.namespace ?? '') || compareText(a.name, b.name),
        ),
        coverage,
      };
    });
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** The cells of a row, in the order of all columns. */
export const customCells = (
  { cells = [] }: ObjectOf<'TableRow'>,
  columns: NonNullable<Coverage['columns']>,
  at: string,
): (number | string)[] =>
  columns.map((column, index) => {
    const cell = cells[index];
    return typeof cell === 'number' ? cell : formatCell(cell, column, at);
  });

/** The collector stores an Age as its start time; here it is printed as of the snapshot, as kubectl would. */
function formatCell(
  cell: number | string | undefined,
  { name }: NonNullable<Coverage['columns']>[number],
  at: string,
): string {
  const text = String(cell ?? '');
  return name === 'Age' && TIME.test(text) ? formatAge(text, at) : text;
}
