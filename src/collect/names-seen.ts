/**
 * Names of the cluster's own objects that look like secrets: no text loses them. Nearly all names look like names, so
 * that few are held.
 */
import { isRecord } from '../snapshots/kinds/walk.ts';

export interface NamesSeen {
  add(name: unknown): void;
  has(word: string): boolean;
}

/** Names need no memory of their own unless they look random. */
export function openNames(): NamesSeen {
  const seen = new Set<string>();
  return {
    add(name) {
      if (typeof name === 'string' && /[a-z0-9]{20}/.test(name))
        for (const part of [name, ...name.split(/[.-]/)]) if (/[a-z0-9]{20}/.test(part)) seen.add(part);
    },
    has: (word) => seen.has(word),
  };
}

/** Fields whose values name an object, or are its identity. */
const NAMING = new Set(
  'name namespace uid nodeName hostname host containerID imageID claimName serviceName volumeName secretName serviceAccountName generateName targetName'.split(
    ' ',
  ),
);

/** Whether an object carries the word as a name: its own, or that of an object to which it refers. */
export function isNamedIn(value: unknown, word: string, field = ''): boolean {
  if (typeof value === 'string') return NAMING.has(field) && holds(value, word);
  if (Array.isArray(value)) return value.some((item) => isNamedIn(item, word, field));
  return isRecord(value) && Object.entries(value).some(([name, inner]) => isNamedIn(inner, word, name));
}

/** `containerd://…` and `image@sha256:…` hold the identifier that messages show. */
const holds = (value: string, word: string) =>
  value === word || (word.length >= 32 && /^[a-z-]+:\/\/|@sha256:/.test(value) && value.endsWith(word));
