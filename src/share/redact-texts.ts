/** What becomes of a text, by the name of the field that holds the text. */
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
/** What the author of a review wrote: names in it are hidden, whatever the profile. */
const AUTHORED = new Set(['title', 'notes', 'lead']);
/** Keys of labels that stand as values. */
const LABEL_KEYS = new Set([
  'topologyKey',
  'matchLabelKeys',
  'dataCentreLabel',
  'serviceLabels',
  'versionLabels',
]);
/** Where a label's key stands, or where else it was read: `image tag`. */
const LABEL_SOURCES = new Set(['serviceFrom', 'versionFrom']);
/** The API's own words, such as `Ready`: a node of that name must not change what they mean. */
const FIXED = new Set([
  ...['kind', 'apiVersion', 'type', 'status', 'phase', 'operator', 'effect', 'protocol', 'state', 'severity'],
  ...['reason', 'rule', 'policy', 'method', 'restartPolicy'],
]);
const API_WORD = /^[A-Za-z]+$|^(?:[a-z0-9.]+\/)?v\d+[a-z0-9]*$/;

/** @param labelKey what becomes of the key of a label */
export function openRedactTexts(
  profile: Profile,
  { word, prose }: HideNames,
  pseudonymOf: PseudonymOf,
  labelKey: (key: string) => string,
) {
  const removed: Record<RemovedClass, number> = { message: 0, word: 0 };

  /** Takes a whole text out where the profile says so. */
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
