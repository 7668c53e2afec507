/** Where on a page a moment leads: to the nearest entry at or after it, of those that the page shows; else to the last. */
import type { Entry } from './entry.ts';

export function anchorAt(shown: readonly Entry[], moment: number): string | undefined {
  let nearest: Entry | undefined;
  for (const entry of shown) {
    if (entry.kind !== 'start' && entry.at >= moment && entry.at < (nearest?.at ?? Infinity)) nearest = entry;
  }
  return (nearest ?? shown.at(-1))?.id;
}
