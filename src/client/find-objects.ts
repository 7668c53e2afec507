/** Finds objects by words. Pure; tens of thousands of objects answer within a keystroke. */
import type { SearchIndex } from '../export/search-index.ts';
import { usualFragment } from '../export/usual-fragment.ts';

export interface FoundObject {
  kind: string;
  namespace?: string;
  name: string;
  state?: 'healthy' | 'degraded' | 'failing' | 'unknown';
  /** From the edition's folder. */
  href: string;
}

export interface SearchAnswer {
  /** The best matches, at most as many as requested. */
  found: FoundObject[];
  /** How many matches exist. */
  total: number;
}

/**
 * Words of a query, in lower case; `shop/web-1` are two. `exit 3` is one, as in the index: the figure alone is in many
 * names.
 */
export const toWords = (query: string): string[] =>
  query
    .toLowerCase()
    .replace(/\bexit[ :]+(?=\d)/g, 'exit:')
    .split(/[\s/]+/)
    .filter(Boolean);

const STATES = { h: 'healthy', d: 'degraded', f: 'failing', u: 'unknown' } as const;

/** One text with a line for each object, its name first: one text is faster to search than many. */
interface Lines {
  text: string;
  /** Where the line of each object begins, and where the text ends. */
  starts: readonly number[];
  nameLengths: readonly number[];
  /** Index of the first object of each group, and the end of the last group. */
  firsts: readonly number[];
}

function toLines(groups: SearchIndex['groups']): Lines {
  const lines: string[] = [];
  const starts = [0];
  const nameLengths: number[] = [];
  const firsts = [0];
  for (const { kind, namespace = '', names, states, words } of groups) {
    for (const [place, name] of names.entries()) {
      const state = STATES[states[place] as keyof typeof STATES] ?? '';
      const line = toLine(`${name} ${kind} ${namespace} ${words[place]} ${state}`);
      nameLengths.push(name.length);
      starts.push(starts.at(-1)! + line.length + 1);
      lines.push(line);
    }
    firsts.push(lines.length);
  }
  return { text: lines.join('\n').toLowerCase(), starts, nameLengths, firsts };
}

/** Takes a moment for a large index; the returned function is fast. */
export function openIndex({
  groups,
}: SearchIndex): (words: readonly string[], limit: number) => SearchAnswer {
  const lines = toLines(groups);
  const states = groups.map((group) => group.states).join('');

  const toFound = (index: number): FoundObject => {
    const number = lines.firsts.findLastIndex((first) => first <= index);
    const { kind, namespace, page, names, fragments } = groups[number]!;
    const place = index - lines.firsts[number]!;
    const name = names[place] ?? '';
    const fragment = fragments?.[place] ?? usualFragment({ kind, namespace, name });
    const state = STATES[states[index] as keyof typeof STATES];
    return { kind, namespace, name, state, href: fragment ? `${page}#${fragment}` : page };
  };

  return (words, limit) => {
    const ranks: number[][] = Array.from({ length: 8 }, () => []);
    let total = 0;
    for (const { index, rank } of findMatches(lines, words)) {
      const inTrouble = states[index] === 'f' || states[index] === 'd';
      total += 1;
      // Beyond the wanted number, matches of a rank are only counted.
      const equals = ranks[rank * 2 + (inTrouble ? 0 : 1)]!;
      if (equals.length < limit) equals.push(index);
    }
    const best = ranks.flat().slice(0, limit);
    return { found: best.map(toFound), total };
  };
}

/** The objects with all words, each with its rank: 0 is the best. */
function* findMatches(lines: Lines, words: readonly string[]): Generator<{ index: number; rank: number }> {
  if (words.length === 0) return;
  const { text, starts, nameLengths } = lines;
  const rarest = words.reduce((longest, word) => (word.length > longest.length ? word : longest));
  let index = 0;
  let at = text.indexOf(rarest);
  while (at !== -1) {
    while (starts[index + 1]! <= at) index += 1;
    const rank = rankOf(lines, index, words, { rarest, at: at - starts[index]! });
    if (rank !== undefined) yield { index, rank };
    index += 1;
    at = index === nameLengths.length ? -1 : text.indexOf(rarest, starts[index]);
  }
}

/** @returns undefined if a word is missing. @param rarest the rarest word, and its position in the line */
function rankOf(
  { text, starts, nameLengths }: Lines,
  index: number,
  words: readonly string[],
  { rarest, at }: { rarest: string; at: number },
): number | undefined {
  const start = starts[index]!;
  const length = nameLengths[index]!;
  let allNamed = true;
  for (const word of words) {
    const place = word === rarest ? at : text.slice(start, starts[index + 1]! - 1).indexOf(word);
    if (place === -1) return undefined;
    if (place + word.length > length) allNamed = false;
  }
  if (!allNamed) return 3;
  if (!text.startsWith(words[0]!, start)) return 2;
  return words[0]!.length === length ? 0 : 1;
}

/**
 * Line feeds separate the lines, so texts must not hold any. The letter that grows longer in lower case would shift
 * them.
 */
const toLine = (text: string) =>
  /[\n\u0130]/.test(text) ? text.replace(/\n/g, ' ').replace(/\u0130/g, 'i') : text;
