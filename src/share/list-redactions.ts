/** Lists what a copy hides: how many of each class, and their pseudonyms. Never the names. Pure. */
import type { Redaction } from '../site/plan.ts';
import { NAME_CLASSES, REMOVED_CLASSES, type Profile, type RemovedClass } from './profile.ts';
import type { Pseudonym } from './pseudonyms.ts';

/** Number of pseudonyms that are shown for each class. */
const SHOWN = 2;

export function listRedactions(
  profile: Profile,
  pseudonyms: readonly Pseudonym[],
  removed: Record<RemovedClass, number>,
): Redaction {
  const names = NAME_CLASSES.filter(({ id }) => profile.names.has(id)).map(({ id, title }) => {
    const own = new Set(pseudonyms.filter((one) => one.class === id).map(({ pseudonym }) => pseudonym));
    const looks = [...own].sort(byNumber).slice(0, SHOWN);
    return { title, count: own.size, looks, more: own.size > SHOWN };
  });
  const texts = REMOVED_CLASSES.filter(({ id }) => profile.removed.has(id) || removed[id] > 0).map(
    ({ id, title, mark }) => ({
      title,
      count: removed[id],
      looks: removed[id] > 0 ? [mark] : [],
      more: false,
    }),
  );
  return {
    profile: profile.name,
    hidden: [...names, ...texts],
    kept: [
      ...NAME_CLASSES.filter(({ id }) => !profile.names.has(id)).map(({ title }) => lower(title)),
      ...(profile.namespaces === 'own' ? ['namespaces that products bring'] : []),
    ],
    removes: profile.removed.size > 0,
  };
}

const byNumber = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true });

const lower = (title: string) => `${title.charAt(0).toLowerCase()}${title.slice(1)}`;
