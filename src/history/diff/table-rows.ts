import type { KeptObject } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';

/**
 * A custom resource with its cells under the names of their columns, which may stand in another order elsewhere.
 * @param withDates also cells that are times, which tell how old something is; of two clusters they say nothing
 */
export function withColumns(object: KeptObject, { meta }: Snapshot, withDates: boolean): unknown {
  if (!('resource' in object)) return object;
  const { cells, ...more } = object;
  const columns = meta.coverage.find(({ kind }) => kind === object.resource)?.columns ?? [];
  const named = (cells ?? []).flatMap((cell, index) =>
    withDates || columns[index]?.type !== 'date'
      ? [[columns[index]?.name ?? String(index), cell] as const]
      : [],
  );
  // fromEntries makes own properties of whatever name.
  return { ...more, cells: Object.fromEntries(named) };
}
