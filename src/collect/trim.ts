/** Reduces objects of the API to the fields that their kind's table keeps, and redacts the free text. */
import { z } from 'zod';
import type { KindSpec } from '../snapshots/kinds/kind.ts';
import { kinds, type KindName, type ObjectOf } from '../snapshots/kinds/kinds.ts';
import { compilePick, isRecord, type Visitor } from '../snapshots/kinds/walk.ts';
import { condenseWriters } from './condense-writers.ts';
import { keepWords, type DigestOf } from './keep-words.ts';
import { openNames, openNamesIn, type NamesSeen } from './names-seen.ts';
import { LONGEST_TEXT, redact, redactWords } from './redact.ts';

/** Called for each text that lost credentials, with kind and field (`Event.message`) and their number. */
export type OnRedaction = (field: string, count: number) => void;

interface Listener {
  tell: OnRedaction;
  isName: (word: string) => boolean;
  digestOf: DigestOf;
}

export interface TrimOptions {
  /** Names of objects that were read before: no text loses them. */
  names: NamesSeen;
  /** Makes the digest of an argument. */
  digestOf: DigestOf;
}

/** The compiled walk of each kind, and the function that hears of redactions while a trim runs. */
const walks = new Map<KindName, { walk: ReturnType<typeof compilePick>; listener: Listener }>();

function walkOf(name: KindName) {
  let known = walks.get(name);
  if (!known) {
    const listener: Listener = { tell: () => undefined, isName: () => false, digestOf: () => '[redacted]' };
    walks.set(
      name,
      (known = { walk: compilePick(kinds[name].fields, name, redactTexts(listener)), listener }),
    );
  }
  return known;
}

/**
 * Makes a function from a kind's table, which a process compiles once. The function takes an item of a list and the
 * list's apiVersion, which items do not carry. It drops unknown fields, values of the wrong type and empty values, and
 * keeps the table's order of fields. Undefined for a value that is not a Kubernetes object.
 */
export function compileTrim<Name extends KindName>(
  name: Name,
  onRedaction: OnRedaction,
  { names = openNames(), digestOf = () => '[redacted]' }: Partial<TrimOptions> = {},
): (item: unknown, apiVersion: string) => ObjectOf<Name> | undefined {
  const { walk, listener } = walkOf(name);
  const written = writtenFields(kinds[name]);
  return (item, apiVersion) => {
    if (!isRecord(item) || !isRecord(item.metadata)) return undefined;
    // Metrics have no UID of their own.
    const metadata = {
      ...item.metadata,
      uid: item.metadata.uid ?? '',
      managedFields: written && condenseWriters(item.metadata, written),
    };
    // Nothing else is trimmed before this call returns.
    listener.tell = onRedaction;
    const isNamedIn = openNamesIn(item);
    listener.isName = (word) => names.has(word) || isNamedIn(word);
    listener.digestOf = digestOf;
    names.add(item.metadata.name);
    const kept = walk({ ...item, kind: name, apiVersion, metadata });
    return hasName(kept) ? (kept as ObjectOf<Name>) : undefined;
  };
}

/** The kept fields of `spec`, if the kind keeps who wrote them. */
function writtenFields({ written, fields }: KindSpec): ReadonlySet<string> | undefined {
  const { spec } = fields.shape as { spec?: z.ZodType };
  const inner = spec instanceof z.ZodOptional ? spec.unwrap() : spec;
  return written && new Set(inner instanceof z.ZodObject ? Object.keys(inner.shape) : []);
}

function hasName(kept: unknown): boolean {
  return isRecord(kept) && isRecord(kept.metadata) && typeof kept.metadata.name === 'string';
}

function redactTexts(listener: Listener): Visitor {
  const tell = (field: string, count: number) => {
    if (count > 0) listener.tell(field, count);
  };
  /** The digest of a whole script says whether the script changed, also behind the place where a text is cut. */
  const shorten = (word: string) => (word.length > LONGEST_TEXT ? listener.digestOf(word) : word);
  return {
    text: (whole, { path, redact: wanted, mayLookRandom, withoutQuery }) => {
      if (!wanted) return whole;
      const text = withoutQuery ? cutQuery(whole) : whole;
      const { text: kept, count } = redact(text, { strange: !mayLookRandom, isName: listener.isName });
      tell(path, count);
      return kept;
    },
    list: (items, { path, line, redact: wanted }, { command }) => {
      if (!wanted || items.length === 0) return undefined;
      const texts = line ? textsOf(items).map(shorten) : textsOf(items);
      // The meaning of an argument depends on the program, which is in `command`.
      const { words, count } = redactWords(texts, line === 'arguments' ? textsOf(command) : []);
      tell(path, count);
      return line ? keepWords(words, listener.digestOf, listener.isName) : words;
    },
  };
}

/** The path of a URL. But a path can be a pattern, in which `?` means something else. */
function cutQuery(text: string): string {
  const isPattern = /[(|)[\]*\\+^$]/.test(text);
  return text.replace(isPattern ? /\?[\w%.~-]{1,100}=.*$/s : /[?#].*$/s, '');
}

const textsOf = (list: unknown): string[] =>
  Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
