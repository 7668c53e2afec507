import type { KeptObject } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';

/** A custom resource with its cells under the names of their columns, which may stand in another order elsewhere. */
export function withColumns(object: KeptObject, { meta }: Snapshot): unknown {
  if (!('resource' in object)) return object;
  const { cells, ...more } = object;
  const columns = meta.coverage.find(({ kind }) => kind === object.resource)?.columns ?? [];
  const named = (cells ?? []).map((cell, index) => [columns[index]?.name ?? String(index), cell] as const);
  // fromEntries makes own properties of whatever name.
  return { ...more, cells: Object.fromEntries(named) };
}
