/** Texts → the same texts with a pseudonym for each name that a profile hides. */
import type { Names } from './collect-names.ts';
import { openDictionary, type Piece } from './dictionary.ts';
import {
  replaceDomains,
  replaceIps,
  replacePersons,
  replaceSentenceHosts,
  replaceUrlHosts,
} from './patterns.ts';
import type { NameClass, Profile } from './profile.ts';

/** The pseudonym of a name. */
export type PseudonymOf = (kind: NameClass, original: string) => string;

export interface HideNames {
  /** In an identifier, a word of the API, or whatever else is no sentence. */
  word: (text: string) => string;
  /** In what people and programs wrote: a host may stand there without a sign that it is one. */
  prose: (text: string) => string;
}

type Stage = (text: string) => Piece[];

/** Results that are kept, since most texts stand in many objects. */
const MOST_CACHED = 200_000;

export function openHideNames(profile: Profile, names: Names, pseudonymOf: PseudonymOf): HideNames {
  const hides = (kind: NameClass) => profile.names.has(kind);
  const known = names.known.filter((name) => hides(name.class));
  const noHosts = new Set(
    known
      .filter((name) => name.class === 'node' || name.class === 'registry')
      .map(({ text }) => text.toLowerCase().replace(/[:/].*$/, '')),
  );
  const stages: Stage[] = [
    ...(hides('person') ? [replacePersons(pseudonymOf)] : []),
    ...(hides('host') ? [replaceDomains(names.domains, noHosts, pseudonymOf)] : []),
    openDictionary(known, pseudonymOf),
    ...(hides('host') ? [replaceUrlHosts(pseudonymOf)] : []),
    ...(hides('ip') ? replaceIps(pseudonymOf) : []),
  ];
  return {
    word: cached(stages),
    prose: cached([...stages, ...(hides('host') ? [replaceSentenceHosts(pseudonymOf)] : [])]),
  };
}

const INSTANT = /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?$/;
/** A timestamp or a day: it names nobody. */
export const isInstant = (text: string) => INSTANT.test(text);

function cached(stages: readonly Stage[]): (text: string) => string {
  const cache = new Map<string, string>();
  return (text) => {
    if (text === '' || isInstant(text)) return text;
    const found = cache.get(text);
    if (found !== undefined) return found;
    const result = replaceAll(text, stages);
    if (cache.size >= MOST_CACHED) cache.clear();
    cache.set(text, result);
    return result;
  };
}

function replaceAll(text: string, stages: readonly Stage[]): string {
  let pieces: Piece[] = [{ rest: text }];
  for (const stage of stages) {
    pieces = pieces.flatMap((piece) => ('done' in piece ? [piece] : stage(piece.rest)));
  }
  return pieces.map((piece) => ('done' in piece ? piece.done : piece.rest)).join('');
}
