/** Decides what happens to a text: by the mark of its field. */
import type { FieldPlace } from '../snapshots/kinds/walk.ts';
import type { PseudonymOf } from './name-places.ts';
import type { HideNames } from './hide-names.ts';
import { registryOf } from './images.ts';
import { markOfRecord } from './record-fields.ts';
import { REMOVED_CLASSES, type Profile, type RemovedClass } from './profile.ts';

export const MARKS = Object.fromEntries(REMOVED_CLASSES.map(({ id, mark }) => [id, mark])) as Record<
  RemovedClass,
  string
>;

const ZONE = /^[a-z]{2}(?:-[a-z]+)+-\d[a-z]?\/[^/]+$/;
const API_WORD = /^[A-Za-z]+$|^v\d+[a-z0-9]*$/;

export interface TextOptions {
  /** Redacts the key of a label. */
  labelKey: (key: string) => string;
  /** Whether names are only noted: then texts that will be removed are read, too. */
  isNoting: boolean;
}

export function openRedactTexts(
  profile: Profile,
  { word, prose }: HideNames,
  pseudonymOf: PseudonymOf,
  { labelKey, isNoting }: TextOptions,
) {
  const removed: Record<RemovedClass, number> = { message: 0, word: 0, dropped: 0 };

  /** Removes a whole text if the profile says so. Other texts may have the names in it. */
  const takeOut = (kind: RemovedClass, text: string): string => {
    if (text === '') return text;
    if (!profile.removed.has(kind)) return prose(text);
    if (isNoting) prose(text);
    removed[kind] += 1;
    return MARKS[kind];
  };

  const image = (text: string) => redactImage(text, profile, word, pseudonymOf);
  const redactForeign = (text: string): string => {
    const { scheme, id, hidden, isKnown } = readForeign(text, word);
    if (isKnown) return scheme + hidden;
    return profile.names.has('cloud') ? scheme + pseudonymOf('cloud', id) : prose(text);
  };

  const constant = (text: string) => (API_WORD.test(text) ? text : word(text));

  /** A text by the mark of its field, in a table of kept fields. */
  const ofMark = (text: string, { copy, redact }: Pick<FieldPlace, 'copy' | 'redact'>): string => {
    if (copy === 'message') return takeOut('message', text);
    if (copy === 'argument') return takeOut('word', text);
    if (copy === 'foreign') return profile.removed.has('word') ? takeOut('word', text) : redactForeign(text);
    if (copy === 'image') return image(text);
    if (copy === 'constant') return constant(text);
    if (copy === 'labelKey') return labelKey(text);
    return redact ? prose(text) : word(text);
  };

  /** A text of a record without a table: the name of its field tells its mark. */
  const ofRecord = (text: string, { name }: FieldPlace): string => ofMark(text, markOfRecord(name, text));

  return { ofField: ofMark, ofRecord, image, takeOut, removed };
}

/** The reference of an image: its registry has a pseudonym of its own. */
function redactImage(
  text: string,
  profile: Profile,
  word: HideNames['word'],
  pseudonymOf: PseudonymOf,
): string {
  const registry = registryOf(text);
  if (registry === undefined || !profile.names.has('registry')) return word(text);
  const at = text.indexOf(registry);
  return `${text.slice(0, at)}${pseudonymOf('registry', registry)}${word(text.slice(at + registry.length))}`;
}

/**
 * An identity at a provider is hidden whole, unless it names an object or a node: `pvc-…`, `k3s://node-1`. Of
 * `aws:///eu-1a/i-0abc`, the zone stays.
 */
function readForeign(text: string, word: HideNames['word']) {
  const [, scheme = '', id = ''] = /^([a-z][a-z0-9+.-]*:\/\/\/?)?(.*)$/is.exec(text)!;
  const hidden = word(id);
  const namesObject = hidden !== id || id === '' || /^pvc-[0-9a-f-]{36}$/.test(id);
  const isKnown = namesObject && (!/[/#]/.test(id) || (scheme === 'aws:///' && ZONE.test(id)));
  return { scheme, id, hidden, isKnown };
}
