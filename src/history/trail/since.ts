/** When something began that an edition passes on to the next. */
import { toUnix } from '../day/unix.ts';
import { findGaps, type Look } from '../gaps.ts';
import type { KnownFinding, Moment, RecentEdition, Trail } from './trail-record.ts';

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

/**
 * Whether nobody looked between an edition and the one before, though a snapshot was due. What the edition shows may
 * have begun in the meantime, also if the edition before had it.
 * @param before earlier editions, oldest first
 */
export function followsGap(
  before: readonly RecentEdition[],
  edition: Pick<RecentEdition, 'instant' | 'interval'>,
): boolean {
  const looks = [...before.slice(-MOST_LOOKS), edition].map(toLook);
  return findGaps(looks).some(({ to }) => to === looks.at(-1)!.at);
}

/** Editions that are asked for their expected interval: those that cannot be read do not know it. */
const MOST_LOOKS = 20;

const toLook = ({ instant, interval }: Pick<RecentEdition, 'instant' | 'interval'>): Look => ({
  at: toUnix(instant)!,
  ...(interval !== undefined && { interval }),
});
