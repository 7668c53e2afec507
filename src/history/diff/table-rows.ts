import type { KeptObject } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';

/**
 * A custom resource with its cells under the names of their columns, because their order may differ elsewhere.
 * @param withDates also cells with times, which tell an age; between two clusters they mean nothing
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
  // fromEntries makes own properties of any name.
  return { ...more, cells: Object.fromEntries(named) };
}
