/** Reduces objects of the API to the fields that their kind's table keeps, and redacts the free text. */
import { kinds, type KindName, type ObjectOf } from '../snapshots/kinds/kinds.ts';
import { compilePick, isRecord, type Visitor } from '../snapshots/kinds/walk.ts';
import { redact, redactWords } from './redact.ts';

/** Called for each text that lost credentials, with kind and field (`Event.message`) and their number. */
export type OnRedaction = (field: string, count: number) => void;

/**
 * Compiles a kind's table into a function, once per collection. The function takes an item of a list and the list's
 * apiVersion, which items do not carry. It drops unknown fields, values of the wrong type and empty values, and keeps
 * the table's order of fields. Undefined for a value that is not a Kubernetes object.
 */
export function compileTrim<Name extends KindName>(
  name: Name,
  onRedaction: OnRedaction,
): (item: unknown, apiVersion: string) => ObjectOf<Name> | undefined {
  const trim = compilePick(kinds[name].fields, name, redactTexts(onRedaction));
  return (item, apiVersion) => {
    if (!isRecord(item) || !isRecord(item.metadata)) return undefined;
    // Metrics have no UID of their own.
    const metadata = { ...item.metadata, uid: item.metadata.uid ?? '' };
    const kept = trim({ ...item, kind: name, apiVersion, metadata });
    return isNamed(kept) ? (kept as ObjectOf<Name>) : undefined;
  };
}

function isNamed(kept: unknown): boolean {
  return isRecord(kept) && isRecord(kept.metadata) && typeof kept.metadata.name === 'string';
}

function redactTexts(onRedaction: OnRedaction): Visitor {
  const tell = (field: string, count: number) => {
    if (count > 0) onRedaction(field, count);
  };
  return {
    text: (text, { path, redact: wanted }) => {
      if (!wanted) return text;
      const { text: kept, count } = redact(text);
      tell(path, count);
      return kept;
    },
    list: (items, { path, name, redact: wanted }, { command }) => {
      if (!wanted || items.length === 0) return undefined;
      // The meaning of an argument depends on the program, which is in `command`.
      const { words, count } = redactWords(textsOf(items), name === 'args' ? textsOf(command) : []);
      tell(path, count);
      return words;
    },
  };
}

const textsOf = (list: unknown): string[] =>
  Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
