/** Places of names in a text. Several finders look at the whole text; the longest name wins. Pure. */
import type { NameClass } from './profile.ts';

/** What is replaced: names of a class, and identities such as UIDs, which every redacted copy replaces. */
export type ReplacedClass = NameClass | 'identity';

/** A name in a text. */
export interface NameAt {
  from: number;
  to: number;
  class: ReplacedClass;
  original: string;
  /** The form in which the pseudonym stands in the text; by default the pseudonym itself. */
  write?: (pseudonym: string) => string;
}

/** Finds names in a text. */
export type Finder = (text: string) => NameAt[];

/** The pseudonym of a name. */
export type PseudonymOf = (kind: ReplacedClass, original: string) => string;

/**
 * Replaces names. Names that overlap are replaced together, by the pseudonym of the longest: nothing of the others may
 * stay. Of two equally long names, the first in the list counts. But a name with a form of its own goes first.
 */
export function replaceFound(text: string, found: NameAt[], pseudonymOf: PseudonymOf): string {
  if (found.length === 0) return text;
  if (found.length > 1) found.sort((a, b) => a.from - b.from);
  let result = '';
  let from = 0;
  for (let at = 0; at < found.length;) {
    let best = found[at]!;
    let { to } = best;
    const start = best.from;
    for (at += 1; at < found.length && found[at]!.from < to; at += 1) {
      const other = found[at]!;
      if (other.to > to) to = other.to;
      if (isBetter(other, best)) best = other;
    }
    const pseudonym = pseudonymOf(best.class, best.original);
    result += text.slice(from, start) + (best.write?.(pseudonym) ?? pseudonym);
    from = to;
  }
  return result + text.slice(from);
}

/** Longer; or, of two equally long names, the name whose finder knows its form. */
function isBetter(other: NameAt, best: NameAt): boolean {
  const longer = other.to - other.from - (best.to - best.from);
  return longer > 0 || (longer === 0 && other.write !== undefined && best.write === undefined);
}
