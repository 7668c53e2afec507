/** The anchor of a moment on a page: the next shown entry at or after the moment, else the last. */
import type { Entry } from './entry.ts';

export function anchorAt(shown: readonly Entry[], moment: number): string | undefined {
  let nearest: Entry | undefined;
  for (const entry of shown) {
    if (entry.kind !== 'start' && entry.at >= moment && entry.at < (nearest?.at ?? Infinity)) nearest = entry;
  }
  return (nearest ?? shown.at(-1))?.id;
}
