/** Finds known names in texts: at word boundaries, the longest first, also inside longer names. Pure. */
import { escapeBefore } from './escapes.ts';
import type { Finder, NameAt } from './name-places.ts';
import type { NameClass } from './profile.ts';

/** A text that is replaced everywhere. */
export interface KnownName {
  class: NameClass;
  text: string;
  /** The name that it stands for: `lxa150h` stands for `lxa150h.example.com`. */
  of: string;
  /** The name is also a common word: `app` is not `App`. */
  exactCase?: boolean;
}

interface DictionaryEntry {
  lower: string;
  name: KnownName;
}

const RUN = /[\p{L}\p{N}]+/gu;
const WORD = /[\p{L}\p{N}]/u;

/** Finds the known names of a text. Names do not overlap. */
export function openDictionary(names: readonly KnownName[]): Finder {
  const byFirst = new Map<string, DictionaryEntry[]>();
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

  const findAt = (lower: string, text: string, at: number, run: string) =>
    byFirst.get(run)?.find(({ lower: wanted, name }) => {
      if (!lower.startsWith(wanted, at)) return false;
      if (name.exactCase && !text.startsWith(name.text, at)) return false;
      const end = at + wanted.length;
      return end >= text.length || !WORD.test(text.charAt(end)) || !WORD.test(wanted.at(-1)!);
    });

  return (text) => {
    const lowered = text.toLowerCase();
    // A letter that is longer in lower case would shift the following positions.
    const lower = lowered.length === text.length ? lowered : text;
    const found: NameAt[] = [];
    let from = 0;
    for (const { 0: run, index } of text.matchAll(RUN)) {
      if (index < from) continue;
      const runs = run.toLowerCase();
      const escape = escapeBefore(text, index, run);
      const at = escape > 0 && !findAt(lower, text, index, runs) ? index + escape : index;
      const entry = findAt(lower, text, at, runs.slice(at - index));
      if (!entry) continue;
      from = at + entry.lower.length;
      found.push({ from: at, to: from, class: entry.name.class, original: entry.name.of });
    }
    for (const name of odd)
      for (let at = text.indexOf(name.text); at !== -1; at = text.indexOf(name.text, at + name.text.length))
        found.push({ from: at, to: at + name.text.length, class: name.class, original: name.of });
    return found;
  };
}
