import type { KnownFinding, Moment, Trail } from './trail-record.ts';

/** When something began, and how surely. */
export type Known = Pick<KnownFinding, 'since' | 'atLeast' | 'lastSeen'>;

/** It was not there in the edition before; where that one could not tell, it may have been. */
export function begin(self: Moment, couldTell: boolean): Known {
  return couldTell ? { since: self } : { since: self, atLeast: true };
}

/** It is there, as it was in the edition before. */
export function goOn({ since, atLeast }: Known): Known {
  return atLeast ? { since, atLeast } : { since };
}

/** It was there, and this edition cannot tell whether it still is. */
export function carryOver<Entry extends Known>(entry: Entry, previous: Trail): Entry {
  return { ...entry, lastSeen: entry.lastSeen ?? previous.edition };
}
