/** A net below the redaction: looks in what is about to be written for what was to be hidden. Pure. */
import type { Pseudonym } from './pseudonyms.ts';

/** Words that pages have by themselves cannot be told from names. */
const isTelling = ({ class: kind, original }: Pseudonym) =>
  ['node', 'ip', 'host', 'person', 'registry'].includes(kind) &&
  original.length >= 5 &&
  /[\d.]/.test(original);

const WORD = /[\p{L}\p{N}]/u;

/** @returns what finds the first name that stands in a text as a word; undefined where there is none */
export function findLeak(pseudonyms: readonly Pseudonym[]): (text: string) => Pseudonym | undefined {
  const wanted = pseudonyms.filter(isTelling);
  const given = new Set(pseudonyms.map(({ pseudonym }) => pseudonym));
  return (text) => wanted.find((one) => !given.has(one.original) && standsIn(text, one.original));
}

function standsIn(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const [before, after] = [text.charAt(at - 1), text.charAt(at + word.length)];
    const isPart =
      WORD.test(before) ||
      WORD.test(after) ||
      /^\.\d/.test(text.slice(at + word.length, at + word.length + 2));
    if (!isPart) return true;
  }
  return false;
}
