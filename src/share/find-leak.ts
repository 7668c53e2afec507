/** The last check after redaction: searches the finished text for hidden names. Pure. */
import { openDictionary } from './dictionary.ts';
import type { Pseudonym } from './pseudonyms.ts';

/** Common words of pages cannot be told from names. */
const isTelling = ({ class: kind, original }: Pseudonym) =>
  ['node', 'ip', 'host', 'person', 'registry'].includes(kind) &&
  original.length >= 5 &&
  /[\d.]/.test(original);

/** @returns a function that finds the first name in a text; undefined if there is none */
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
