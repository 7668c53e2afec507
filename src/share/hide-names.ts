/** Replaces each name that a profile hides by a pseudonym. */
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
  /** For identifiers, words of the API, and other texts that are not sentences. */
  word: (text: string) => string;
  /** For text of people and programs, where a host name can stand without any sign. */
  prose: (text: string) => string;
}

type Stage = (text: string) => Piece[];

/** Results are cached, because most texts occur in many objects. */
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
