/** What changed since the edition before. */
import { diff } from '../../history/diff/diff.ts';
import type { Change } from '../../history/diff/change.ts';
import type { EditionPlan } from '../plan.ts';
import { currentPrinting } from '../printing.ts';

/** The change, or the reason why it is unknown. */
export interface LoadedChange {
  change?: Change;
  /** One sentence. */
  unknown?: string;
}

/** @param edition an edition with a readable snapshot */
export async function loadChange(edition: EditionPlan): Promise<LoadedChange> {
  const { stored, before, previous } = edition;
  if (!previous)
    return { unknown: 'This is the first edition that is known: there is none to compare with.' };
  if (!before)
    return {
      unknown: `The snapshot before it, No. ${previous.number}, was deleted since: what changed cannot be told anew.`,
    };
  if (!stored) return {};
  const { plan, observer } = currentPrinting();
  const earlier = await observer.observe(plan.store, before.cluster, before);
  if (!earlier.observed)
    return { unknown: `The snapshot before it, No. ${previous.number}, cannot be read: ${earlier.damaged}.` };
  const own = await observer.observe(plan.store, stored.cluster, stored);
  if (!own.observed) return {};
  // Tens of thousands of heartbeats and measurements always differ, and are only counted.
  return { change: diff(earlier.observed, own.observed, { noise: true, beats: false }) };
}
