/** The last check after redaction: searches texts for hidden names. Pure. */
import { openDictionary } from './dictionary.ts';
import type { NameClass } from './profile.ts';
import type { Pseudonym } from './pseudonyms.ts';

const CHECKED: ReadonlySet<NameClass> = new Set([
  ...(['node', 'ip', 'host', 'person', 'registry', 'repository', 'cloud'] as const),
]);

/** Common words of pages cannot be told from names. A registry of one word is hidden in images only. */
const isTelling = ({ class: kind, original }: Pseudonym) =>
  CHECKED.has(kind) &&
  original.length >= 5 &&
  /[\d.]/.test(original) &&
  (kind !== 'registry' || /[.:/]/.test(original));

/** @returns a function that finds the first name in a text; undefined if there is none */
export function findLeak(pseudonyms: readonly Pseudonym[]): (text: string) => Pseudonym | undefined {
  const given = new Set(pseudonyms.map(({ pseudonym }) => pseudonym));
  const wanted = pseudonyms.filter((one) => isTelling(one) && !given.has(one.original));
  const byOriginal = new Map(wanted.map((one) => [one.original, one]));
  const find = openDictionary(
    wanted.map(({ class: kind, original }) => ({ class: kind, text: original, of: original })),
  );
  return (text) => {
    const [first] = find(text);
    return first && byOriginal.get(first.original);
  };
}
