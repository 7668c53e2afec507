/** Finds known names in texts: at word boundaries, the longest first, also inside longer names. Pure. */
import type { NameClass } from './profile.ts';

/** A text that is replaced everywhere. */
export interface KnownName {
  class: NameClass;
  text: string;
  /** The name that it stands for: `lxa150h` stands for `lxa150h.example.com`. */
  of: string;
}

/** Pieces of a text: already replaced, or still to be searched. */
export type Piece = { done: string } | { rest: string };

const RUN = /[\p{L}\p{N}]+/gu;
const WORD = /[\p{L}\p{N}]/u;

/** Replaces the known names in the rest of a text. */
export function openDictionary(
  names: readonly KnownName[],
  pseudonymOf: (kind: NameClass, original: string) => string,
): (text: string) => Piece[] {
  const byFirst = new Map<string, { lower: string; name: KnownName }[]>();
  /** Names that do not begin with a letter: only hostile names do that. */
  const odd: KnownName[] = [];
  for (const name of names) {
    const lower = name.text.toLowerCase();
    const first = /^[\p{L}\p{N}]+/u.exec(lower)?.[0];
    if (first === undefined) {
      if (lower !== '') odd.push(name);
      continue;
    }
    const entries = byFirst.get(first) ?? [];
    if (!entries.some((entry) => entry.lower === lower)) entries.push({ lower, name });
    byFirst.set(first, entries);
  }
  for (const entries of byFirst.values()) entries.sort((a, b) => b.lower.length - a.lower.length);
  odd.sort((a, b) => b.text.length - a.text.length);

  const findAt = (lower: string, text: string, at: number, run: string) =>
    byFirst.get(run)?.find(({ lower: wanted, name }) => {
      if (!lower.startsWith(wanted, at)) return false;
      // Namespaces are common words: `app` is not `App`.
      if (name.class === 'namespace' && !text.startsWith(name.text, at)) return false;
      const end = at + wanted.length;
      return end >= text.length || !WORD.test(text.charAt(end)) || !WORD.test(wanted.at(-1)!);
    });

  return (text) => {
    const strange = odd.find((name) => text.includes(name.text));
    if (strange) return splitBy(text, strange, pseudonymOf(strange.class, strange.of), odd);
    return scan(text);
  };

  function splitBy(text: string, name: KnownName, pseudonym: string, others: readonly KnownName[]): Piece[] {
    return text.split(name.text).flatMap((part, index): Piece[] => {
      const next = others.find((other) => other !== name && part.includes(other.text));
      const inner =
        part === '' ? [] : next ? splitBy(part, next, pseudonymOf(next.class, next.of), others) : scan(part);
      return index === 0 ? inner : [{ done: pseudonym }, ...inner];
    });
  }

  function scan(text: string): Piece[] {
    const lower = text.toLowerCase();
    // A letter that is longer in lower case would shift the following positions.
    const isSound = lower.length === text.length;
    const pieces: Piece[] = [];
    let from = 0;
    for (const { 0: run, index } of text.matchAll(RUN)) {
      if (index < from) continue;
      const found = findAt(isSound ? lower : text, text, index, run.toLowerCase());
      if (!found) continue;
      if (index > from) pieces.push({ rest: text.slice(from, index) });
      pieces.push({ done: pseudonymOf(found.name.class, found.name.of) });
      from = index + found.lower.length;
    }
    if (from < text.length) pieces.push({ rest: text.slice(from) });
    return pieces;
  }
}
