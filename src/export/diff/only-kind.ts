import type { Change } from '../../history/diff/change.ts';

/** Only the objects of one kind, each on its own, even if a cause tells the change. */
export function onlyKind(change: Change, kind: string): Change {
  const { events: _, ...rest } = change;
  const objects = change.objects
    .filter(({ object }) => object.kind === kind)
    .map(({ cause: __, fields, ...object }) => ({
      ...object,
      fields: fields.map(({ cause: ___, ...field }) => field),
    }));
  return {
    ...rest,
    causes: [],
    states: change.states.filter(({ object }) => object.kind === kind),
    findings: { new: [], resolved: [], gone: [], unknown: [] },
    objects,
    notComparable: change.notComparable.filter((one) => one.kind === kind),
    notCompared: change.notCompared.filter((one) => one === kind),
  };
}
