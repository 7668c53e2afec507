/** When something began that an edition passes on to the next. */
import type { KnownFinding, Moment, Trail } from './trail-record.ts';

/** When something began, and how surely. */
export type Known = Pick<KnownFinding, 'since' | 'atLeast' | 'lastSeen'>;

/** The edition before did not have it; if that edition could not tell, it may have existed. */
export function begin(self: Moment, couldTell: boolean): Known {
  return couldTell ? { since: self } : { since: self, atLeast: true };
}

/** It exists, as in the edition before. */
export function goOn({ since, atLeast }: Known): Known {
  return atLeast ? { since, atLeast } : { since };
}

/** It existed, and this edition cannot tell whether it still does. */
export function carryOver<Entry extends Known>(entry: Entry, previous: Trail): Entry {
  return { ...entry, lastSeen: entry.lastSeen ?? previous.edition };
}
