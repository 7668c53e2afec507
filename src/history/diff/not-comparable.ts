import { isWhole } from '../../model/seen.ts';
import { compareText } from '../../model/state.ts';
import type { Coverage, SnapshotMeta } from '../../snapshots/schema.ts';
import type { NotComparable } from './change.ts';
import type { Matched } from './match-objects.ts';

/** Kinds that one side or both did not completely see. A kind that neither side tried to read is no gap. */
export function listNotComparable(
  before: SnapshotMeta,
  after: SnapshotMeta,
  hidden: Matched['hidden'],
  only: (kind: string) => boolean,
): NotComparable[] {
  const [old, now] = [before, after].map(
    ({ coverage }) => new Map(coverage.map((entry) => [entry.kind, entry])),
  ) as [Map<string, Coverage>, Map<string, Coverage>];
  const kinds = [...new Set([...old.keys(), ...now.keys()])].filter(only).sort(compareText);
  return kinds.flatMap((kind): NotComparable[] => {
    const sides = { before: old.get(kind), after: now.get(kind) };
    // A probe that one side did not ask hides its objects, though the kind was seen.
    const lost = hidden.get(kind);
    const gaps = {
      ...((!isSeen(sides.before) || lost?.after) && { before: gapOf(sides.before) }),
      ...((!isSeen(sides.after) || lost?.before) && { after: gapOf(sides.after) }),
    };
    // If one side did not try to read a kind because the other does not serve it, nothing is missing.
    const isNothing =
      (!sides.before && sides.after?.state === 'absent') ||
      (!sides.after && sides.before?.state === 'absent');
    if (Object.keys(gaps).length === 0 || isNothing) return [];
    return [{ kind, ...gaps, objects: hidden.get(kind) ?? { before: 0, after: 0 } }];
  });
}

const gapOf = (coverage: Coverage | undefined) =>
  coverage === undefined || isWhole(coverage) ? ('not read' as const) : coverage;

const isSeen = (coverage: Coverage | undefined) => coverage !== undefined && isWhole(coverage);
