/** A net below the redaction: looks in what is about to be written for what was to be hidden. Pure. */
import { openDictionary } from './dictionary.ts';
import type { Pseudonym } from './pseudonyms.ts';

/** Words that pages have by themselves cannot be told from names. */
const isTelling = ({ class: kind, original }: Pseudonym) =>
  ['node', 'ip', 'host', 'person', 'registry'].includes(kind) &&
  original.length >= 5 &&
  /[\d.]/.test(original);

/** @returns what finds the first name that stands in a text; undefined where there is none */
export function findLeak(pseudonyms: readonly Pseudonym[]): (text: string) => Pseudonym | undefined {
  const given = new Set(pseudonyms.map(({ pseudonym }) => pseudonym));
  const wanted = pseudonyms.filter((one) => isTelling(one) && !given.has(one.original));
  const byOriginal = new Map(wanted.map((one) => [one.original, one]));
  let found: Pseudonym | undefined;
  const look = openDictionary(
    wanted.map(({ class: kind, original }) => ({ class: kind, text: original, of: original })),
    (_, original) => {
      found = byOriginal.get(original);
      return '';
    },
  );
  return (text) => {
    found = undefined;
    look(text);
    return found;
  };
}
