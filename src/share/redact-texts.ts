/** Decides what happens to a text, by the name of its field. */
import { registryOf } from './collect-names.ts';
import type { HideNames, PseudonymOf } from './hide-names.ts';
import { REMOVED_CLASSES, type Profile, type RemovedClass } from './profile.ts';

const MARKS = Object.fromEntries(REMOVED_CLASSES.map(({ id, mark }) => [id, mark])) as Record<
  RemovedClass,
  string
>;

/** Texts that a person, a program or an error wrote. */
const MESSAGES = new Set(['message', 'error', 'why', 'what', 'note', 'annotation', 'text', 'body']);
const WORDS = new Set(['command', 'args']);
const IMAGES = new Set(['image', 'imageID', 'images']);
/** Texts by the author of a review: their names are hidden in any profile. */
const AUTHORED = new Set(['title', 'notes', 'lead']);
/** Fields whose values are keys of labels. */
const LABEL_KEYS = new Set([
  'topologyKey',
  'matchLabelKeys',
  'dataCentreLabel',
  'serviceLabels',
  'versionLabels',
]);
/** Fields with a label's key, or another source: `image tag`. */
const LABEL_SOURCES = new Set(['serviceFrom', 'versionFrom']);
/** The API's own words, such as `Ready`. A node of the same name must not change them. */
const FIXED = new Set([
  ...['kind', 'apiVersion', 'type', 'status', 'phase', 'operator', 'effect', 'protocol', 'state', 'severity'],
  ...['reason', 'rule', 'policy', 'method', 'restartPolicy'],
]);
const API_WORD = /^[A-Za-z]+$|^(?:[a-z0-9.]+\/)?v\d+[a-z0-9]*$/;

/** @param labelKey redacts the key of a label */
export function openRedactTexts(
  profile: Profile,
  { word, prose }: HideNames,
  pseudonymOf: PseudonymOf,
  labelKey: (key: string) => string,
) {
  const removed: Record<RemovedClass, number> = { message: 0, word: 0 };

  /** Removes a whole text if the profile says so. */
  const takeOut = (kind: RemovedClass, text: string): string => {
    if (text === '') return text;
    if (!profile.removed.has(kind)) return prose(text);
    removed[kind] += 1;
    return MARKS[kind];
  };

  const image = (text: string): string => {
    const registry = registryOf(text);
    if (registry === undefined || !profile.names.has('registry')) return prose(text);
    const at = text.indexOf(registry);
    return `${text.slice(0, at)}${pseudonymOf('registry', registry)}${prose(text.slice(at + registry.length))}`;
  };

  const textOf = (text: string, name: string | undefined): string => {
    if (name === undefined) return word(text);
    if (MESSAGES.has(name)) return takeOut('message', text);
    if (WORDS.has(name)) return takeOut('word', text);
    if (IMAGES.has(name)) return image(text);
    if (AUTHORED.has(name)) return prose(text);
    if (LABEL_KEYS.has(name) || (LABEL_SOURCES.has(name) && !text.includes(' '))) return labelKey(text);
    return FIXED.has(name) && API_WORD.test(text) ? text : word(text);
  };

  return { textOf, image, takeOut, removed: () => ({ ...removed }) };
}
