import type { Coverage } from '../../snapshots/schema.ts';
import { formatCount } from '../../model/english.ts';

/** One sentence about a kind that was not, or not completely, read. */
export function formatUnseen(entry: Coverage): string {
  const why = entry.error ? `: ${entry.error}` : '';
  if (entry.state === 'forbidden') return `${entry.kind}: the collector may not list it${why}`;
  if (entry.state === 'partial') {
    const seen = entry.namespaces?.length ? ` only in ${entry.namespaces.join(', ')}` : ' only in part';
    return `${entry.kind}: seen${seen} (${formatCount(entry.objects, 'object')})${why}`;
  }
  return `${entry.kind}: could not be read${why}`;
}
