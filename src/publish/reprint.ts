/** Decides whether an edition of the site is printed again, and with which tables. Pure. */
import type { EditionRecord } from '../site/records/edition-record.ts';
import type { EditionForm, EditionPlan } from '../site/plan.ts';
import type { StoredSnapshot } from '../snapshots/fold-manifest.ts';

/** What the store now says about an edition and the snapshots beside it. */
export interface StoreSays {
  stored: EditionPlan['stored'];
  removed: EditionPlan['removed'];
  /** Kept snapshots, by number. */
  kept: ReadonlyMap<number, StoredSnapshot>;
  /** Why the other snapshots were deleted, by number. */
  whyRemoved: ReadonlyMap<number, 'retention' | 'purge'>;
}

/** True when the page says something that is no longer true of the store. */
export function isOutdated(record: EditionRecord, { stored, removed, kept, whyRemoved }: StoreSays): boolean {
  return isPurged(record, kept, whyRemoved) || !isUpToDate(record, stored, removed);
}

/** The edition compared itself with a snapshot that was purged since: the page may still hold what was purged. */
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
 * A purge rewrites a snapshot, with another digest. A stub names the nearest kept snapshots, which may be deleted
 * later. A pin brings all tables.
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

/**
 * How much of an edition is printed, as far as the store and its own record tell. An edition keeps the tables that it
 * has, until it is old. Undefined where the rule for large clusters decides; see `site/edition/records.ts`.
 */
export function firstForm(
  record: EditionRecord | undefined,
  stored: EditionPlan['stored'],
  asked: boolean,
): EditionForm | undefined {
  if (!stored) return 'small';
  return asked || stored.pinned || (record && record.full !== false) ? 'full' : undefined;
}
