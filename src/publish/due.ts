/** Whether an edition that stands on the site is to be printed again, and with which tables. Pure. */
import type { EditionRecord } from '../site/records/edition-record.ts';
import type { EditionPlan } from '../site/plan.ts';
import type { StoredSnapshot } from '../snapshots/stored.ts';

/** What the store says today of an edition and of the snapshots beside it. */
export interface StoreSays {
  stored: EditionPlan['stored'];
  removed: EditionPlan['removed'];
  /** Snapshots that are kept, by number. */
  kept: ReadonlyMap<number, StoredSnapshot>;
  /** Why the others were deleted, by number. */
  whyRemoved: ReadonlyMap<number, 'retention' | 'purge'>;
}

/** The page says what the store does not say any more. */
export function isOutdated(record: EditionRecord, { stored, removed, kept, whyRemoved }: StoreSays): boolean {
  return isPurged(record, kept, whyRemoved) || !isUpToDate(record, stored, removed);
}

/** What it compared itself with was purged since: the page may still hold what had to go. */
function isPurged(
  { compared, previous }: EditionRecord,
  kept: StoreSays['kept'],
  whyRemoved: StoreSays['whyRemoved'],
): boolean {
  return (
    compared !== undefined &&
    previous !== undefined &&
    (whyRemoved.get(previous.number) === 'purge' ||
      (kept.get(previous.number)?.digest ?? compared) !== compared)
  );
}

/**
 * A purge writes a snapshot anew, with another digest. A stub names the nearest that are kept, which may since have been
 * deleted themselves. A pin brings all tables.
 */
function isUpToDate(
  { removed: was, nearest, digest, full }: EditionRecord,
  stored: EditionPlan['stored'],
  removed: EditionPlan['removed'],
): boolean {
  if (!removed) {
    return was === undefined && digest === stored?.digest && !(stored?.pinned && full === false);
  }
  const same = (side: 'before' | 'after') => nearest?.[side]?.number === removed[side]?.number;
  return was === removed.why && same('before') && same('after');
}

/** What an edition has it keeps. Undefined where the rule for large clusters decides; see `site/edition/records.ts`. */
export function wantsAllTables(
  record: EditionRecord | undefined,
  stored: EditionPlan['stored'],
  asked: boolean | undefined,
): boolean | undefined {
  if (!stored) return record?.full !== false;
  return asked || stored.pinned || (record && record.full !== false) ? true : undefined;
}
