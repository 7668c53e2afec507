import type { Coverage } from '../../snapshots/schema.ts';
import { tellSeenPart } from '../../model/seen.ts';
import { formatCount, join, pluralOf } from '../../model/english.ts';

/** One sentence about a kind that was not, or not completely, read. */
export function formatUnseen(entry: Coverage): string {
  const why = entry.error ? `: ${entry.error}` : '';
  if (entry.state === 'forbidden') return `${entry.kind}: the collector may not list it${why}`;
  if (entry.state === 'partial') {
    return `${entry.kind}: seen only ${tellSeenPart(entry)} (${formatCount(entry.objects, 'object')})${why}`;
  }
  return `${entry.kind}: could not be read${why}`;
}

/** One sentence for all kinds with the same reason: a dump lacks dozens of kinds. */
export function formatAllUnseen(entries: readonly Coverage[]): string[] {
  const reasonOf = (entry: Coverage) => JSON.stringify([entry.state, entry.error, tellSeenPart(entry)]);
  return [...Map.groupBy(entries, reasonOf).values()].map((group) => {
    const [first] = group as [Coverage];
    if (group.length === 1) return formatUnseen(first);
    const objects = group.reduce((sum, entry) => sum + entry.objects, 0);
    const told = formatUnseen({ ...first, objects });
    return `${join(group.map(({ kind }) => pluralOf(kind)))}${told.slice(first.kind.length)}`;
  });
}
