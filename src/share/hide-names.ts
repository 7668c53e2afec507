/** Replaces each name that a profile hides by a pseudonym. */
import { findCloud } from './cloud-patterns.ts';
import type { Names } from './collect-names.ts';
import { openDictionary, type KnownName } from './dictionary.ts';
import { replaceFound, type Finder, type PseudonymOf } from './name-places.ts';
import { findDomains, findGroups, findSentenceHosts, findUrls } from './host-patterns.ts';
import { findEndings, findIdentities } from './identities.ts';
import { findImages } from './image-patterns.ts';
import { toKeepRules } from './kept-names.ts';
import { findIps, findPersons, findUsers } from './patterns.ts';
import type { NameClass, Profile } from './profile.ts';
import type { Pseudonym } from './pseudonyms.ts';
import { isProductNamespace } from './well-known.ts';

export interface HideNames {
  /** For identifiers, words of the API, and other texts that are not sentences. */
  word: (text: string) => string;
  /** For text of people and programs, where a host name can stand without any sign. */
  prose: (text: string) => string;
}

/** Results are cached, because most texts occur in many objects. */
const MOST_CACHED = 200_000;

/**
 * @param found names that were found in texts: they are hidden everywhere
 * @param note is told of every name, also of names within longer names
 */
export function openHideNames(
  profile: Profile,
  names: Names,
  found: readonly Pseudonym[],
  pseudonymOf: PseudonymOf,
  note?: PseudonymOf,
): HideNames {
  const hides = (kind: NameClass) => profile.names.has(kind);
  const known = names.known.filter((name) => hides(name.class) && !isKeptNamespace(name, profile));
  const resources = new Set(names.resources);
  const keep = toKeepRules(names.kept, resources);
  const noHosts = new Set(
    known
      .filter((name) => name.class === 'node' || name.class === 'registry')
      .map(({ text }) => text.toLowerCase().replace(/[:/].*$/, '')),
  );
  const [hosts, repositories] = [hides('host'), hides('repository')];
  const finders: Finder[] = [
    ...findIdentities,
    ...findEndings(keep.isObject, keep.isChosen, names.kept.hashes),
    ...(hides('person') ? [findPersons] : []),
    ...(hosts ? [findDomains(names.domains, noHosts, resources), findGroups] : []),
    openDictionary([...known, ...toKnown(found, keep.isObject)]),
    ...(hosts || repositories ? findUrls(keep.isHost, { hosts, repositories }) : []),
    ...(hides('ip') ? findIps(keep.isVersion) : []),
    ...(hides('cloud') ? findCloud(keep.isObject) : []),
  ];
  const inProse: Finder[] = [
    ...finders,
    ...(hosts ? findSentenceHosts(keep.isHost) : []),
    ...(hides('registry') ? findImages : []),
    ...(hides('person') ? [findUsers(keep.isObject)] : []),
  ];
  const open = (own: readonly Finder[]) =>
    cached((text) => {
      const places = own.flatMap((find) => find(text));
      if (note) for (const { class: kind, original } of places) note(kind, original);
      return replaceFound(text, places, pseudonymOf);
    });
  return { word: open(finders), prose: open(inProse) };
}

const isKeptNamespace = (name: KnownName, { namespaces }: Profile) =>
  name.class === 'namespace' && namespaces === 'own' && isProductNamespace(name.text);

/** Classes whose names are found in texts, besides those that fields name. */
const FOUND: ReadonlySet<NameClass> = new Set(['ip', 'host', 'repository', 'cloud', 'person']);

/** A name that was found in one text is hidden in all. */
const toKnown = (found: readonly Pseudonym[], isObject: (name: string) => boolean): KnownName[] =>
  found
    .filter(({ class: kind, original }) => FOUND.has(kind) || (kind === 'registry' && !isObject(original)))
    .map(({ class: kind, original }) => ({
      ...{ class: kind, text: original, of: original },
      ...(/^[\p{L}]+$/u.test(original) && { exactCase: true }),
    }));

const INSTANT = /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?$/;
/** A timestamp or a day: it names nobody. */
export const isInstant = (text: string) => INSTANT.test(text);

function cached(replace: (text: string) => string): (text: string) => string {
  const cache = new Map<string, string>();
  return (text) => {
    if (text === '' || isInstant(text)) return text;
    const known = cache.get(text);
    if (known !== undefined) return known;
    const result = replace(text);
    if (cache.size >= MOST_CACHED) cache.clear();
    cache.set(text, result);
    return result;
  };
}
