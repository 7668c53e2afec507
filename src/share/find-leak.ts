/** The last check after redaction: searches texts for hidden names. Pure. */
import { openDictionary } from './dictionary.ts';
import { isSearched, type Pseudonym } from './pseudonyms.ts';

/** @returns a function that finds the first name in a text; undefined if there is none */
export function findLeak(pseudonyms: readonly Pseudonym[]): (text: string) => Pseudonym | undefined {
  const given = new Set(pseudonyms.map(({ pseudonym }) => pseudonym));
  const wanted = pseudonyms.filter((one) => isSearched(one) && !given.has(one.original));
  const byOriginal = new Map(wanted.map((one) => [one.original, one]));
  const find = openDictionary(
    wanted.map(({ class: kind, original }) => ({ class: kind, text: original, of: original })),
  );
  return (text) => {
    const [first] = find(text);
    return first && byOriginal.get(first.original);
  };
}
