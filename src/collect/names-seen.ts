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

/** Large parts of objects that name nothing else. */
const NAMELESS = new Set(['managedFields', 'annotations', 'labels', 'env']);

/** `containerd://…` and `image@sha256:…` hold the identifier that messages show. */
const IDENTIFIED = /^[a-z-]+:\/\/|@sha256:/;

/** Names that an object carries: its own, and those of objects to which it refers. It is read when first asked. */
export function openNamesIn(item: unknown): (word: string) => boolean {
  let names: Set<string> | undefined;
  const add = (value: unknown, field: string): void => {
    if (typeof value === 'string') {
      if (!NAMING.has(field)) return;
      names!.add(value);
      if (IDENTIFIED.test(value)) names!.add(value.replace(/^.*[/:]/, ''));
    } else if (Array.isArray(value)) for (const inner of value) add(inner, field);
    else if (isRecord(value))
      for (const name of Object.keys(value)) if (!NAMELESS.has(name)) add(value[name], name);
  };
  return (word) => {
    if (!names) {
      names = new Set();
      add(item, '');
    }
    return names.has(word);
  };
}
