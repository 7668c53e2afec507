/** Checks each redacted text where its field is still known. */
import type { FieldPlace } from '../snapshots/kinds/walk.ts';
import { findLeak } from './find-leak.ts';
import type { NameClass } from './profile.ts';
import type { Pseudonym } from './pseudonyms.ts';

/** A field that would show a name. */
export interface Leak {
  /** `Event.message` */
  field: string;
  class: NameClass;
}

export interface Guard {
  /** The text, or `mark` if it shows a name. */
  pass: (text: string, place: FieldPlace, mark: string) => string;
  /** The fields that showed a name so far. */
  leaks: () => Leak[];
}

/** Texts repeat. */
const MOST_CACHED = 200_000;

export function openGuard(pseudonyms: readonly Pseudonym[]): Guard {
  const look = findLeak(pseudonyms);
  const checked = new Map<string, Pseudonym | undefined>();
  const leaks = new Map<string, Leak>();
  const check = (text: string) => {
    if (checked.has(text)) return checked.get(text);
    if (checked.size >= MOST_CACHED) checked.clear();
    const leak = look(text);
    checked.set(text, leak);
    return leak;
  };
  return {
    pass(text, { path, name }, mark) {
      const leak = check(text);
      if (leak === undefined) return text;
      const field = path.endsWith(`.${name}`) ? path : [path, name].filter(Boolean).join('.');
      leaks.set(`${field} ${leak.class}`, { field, class: leak.class });
      return mark;
    },
    leaks: () => [...leaks.values()],
  };
}
