/**
 * Takes the names that a profile hides out of data, before any page is made. A name that is not in the data cannot
 * reach an id, title, attribute or order of a page.
 */
import { GazetteError } from '../errors.ts';
import type { Snapshot } from '../snapshots/schema.ts';
import { collectNames, mergeNames, type Names } from './collect-names.ts';
import type { PseudonymOf } from './name-places.ts';
import { openGuard, type Leak } from './guard.ts';
import { openHideNames } from './hide-names.ts';
import type { Profile, RemovedClass } from './profile.ts';
import { openPseudonyms, type Mapping, type Pseudonym, type PseudonymOptions } from './pseudonyms.ts';
import { openRedactSnapshot, type Redact } from './redact-snapshot.ts';

export interface Redactor extends Omit<Redact, 'removed'> {
  /** The pseudonyms that stand in the data so far. */
  pseudonyms: () => Pseudonym[];
  /** What a later copy needs to have the same pseudonyms. */
  mapping: () => Mapping;
  /** How many texts were removed so far. */
  removed: () => Record<RemovedClass, number>;
  /**
   * Call it when all is redacted.
   * @throws {GazetteError} A field shows a name that is to be hidden, and fields must not be dropped.
   */
  finish: () => void;
}

export interface RedactorOptions extends PseudonymOptions {
  /** Drops a field that shows a name, instead of refusing the copy. */
  forceDrop?: boolean;
}

/**
 * For a few snapshots that are in memory.
 * @param snapshots their names are hidden everywhere
 * @param others further data that will be redacted
 */
export function openRedactor(
  profile: Profile,
  snapshots: readonly Snapshot[],
  others: readonly unknown[] = [],
  options: RedactorOptions = {},
): Redactor {
  const redactor = prepareRedactor(profile, mergeNames(snapshots.map(collectNames)), options);
  for (const snapshot of snapshots) redactor.lookAt(snapshot);
  for (const other of others) redactor.lookAt(other);
  return redactor.settle();
}

/**
 * Reads everything that will be redacted first, for two reasons. Pseudonyms are numbered in random order. And a name that
 * one text gives away is hidden in all texts.
 */
export function prepareRedactor(
  profile: Profile,
  names: Names,
  { forceDrop = false, ...options }: RedactorOptions = {},
) {
  const pseudonyms = openPseudonyms(options);
  const { of } = pseudonyms;
  const open = (found: readonly Pseudonym[], note?: PseudonymOf) =>
    openHideNames(profile, names, found, of, note);
  const look = openRedactSnapshot(profile, open([], of), of);
  return {
    lookAt: (data: unknown) => {
      if (isSnapshot(data)) look.redactSnapshot(data);
      else look.redact(data);
    },
    settle: (): Redactor => {
      pseudonyms.settle();
      const noted = pseudonyms.noted();
      const guard = openGuard(noted.filter(({ class: kind }) => profile.names.has(kind)));
      return {
        ...openRedactSnapshot(profile, open(noted), of, guard),
        pseudonyms: pseudonyms.used,
        mapping: pseudonyms.mapping,
        finish: () => {
          const leaks = guard.leaks();
          if (leaks.length > 0 && !forceDrop) throw toRefusal(leaks);
        },
      };
    },
  };
}

function toRefusal(leaks: readonly Leak[]): GazetteError {
  const told = leaks.map(({ field, class: kind }) => `${field} (a ${kind})`);
  return new GazetteError(`a name that was to be hidden stands in ${told.join(', ')}; nothing was written`, {
    hint: 'With --force-drop, the copy is written without these fields. Please report this mistake of Gazette.',
  });
}

const isSnapshot = (data: unknown): data is Snapshot =>
  typeof data === 'object' && data !== null && 'objects' in data && 'meta' in data;
