/** Requests an incident review: finds its snapshots, protects them from retention, and stores the request. */
import { GazetteError } from '../errors.ts';
import { renderNotes } from '../review/notes.ts';
import { reviewIdOf, type ReviewWindow } from '../review/window.ts';
import type { ReviewSnapshot } from '../site/plan.ts';
import type { Store } from '../snapshots/open-store.ts';
import { pinForReview } from '../snapshots/pin.ts';
import { listReviews, writeReview } from '../snapshots/reviews.ts';
import { checkCluster, listClusters } from '../snapshots/store.ts';
import { listPlaced } from './plan-reviews.ts';

export interface OrderOptions {
  store: Store;
  cluster: string;
  window: ReviewWindow;
  title?: string;
  /** Notes in Markdown. */
  notes?: string;
  now: Date;
}

export interface OrderedReview {
  id: string;
  /** Snapshots that are kept for the review, and how many of them were not kept before. */
  pinned: number;
  fresh: number;
}

/**
 * A second request for the same window takes the snapshots that exist by then. It replaces a title or notes that are
 * given; the others stay. Empty notes go.
 * @throws {GazetteError} Cluster unknown, window empty, notes not printable, or store not writable.
 */
export async function orderReview(options: OrderOptions): Promise<OrderedReview> {
  const { store, cluster, window, now } = options;
  checkCluster(store, await listClusters(store), cluster);
  const { from, to, zone } = window;
  const id = reviewIdOf(cluster, window);
  const known = (await listReviews(store, cluster)).reviews.find((review) => review.id === id);
  const title = options.title ?? known?.title;
  const notes = options.notes ?? known?.notes;
  if (notes !== undefined) checkNotes(notes);
  const snapshots = choose(await listPlaced(store, cluster), window, cluster);
  const stored = snapshots.flatMap((snapshot) => snapshot.stored ?? []);
  // This comes before the review is stored: its snapshots must not be deleted in between.
  const fresh = await pinForReview(store, stored, id, now);
  await writeReview(
    store,
    {
      ...{ format: 1, id, cluster, from, to, zone },
      ...(title !== undefined && { title }),
      ...(notes !== undefined && notes.trim() !== '' && { notes }),
      written: now.toISOString(),
      snapshots: snapshots.map(({ number }) => number),
    },
    now,
  );
  return { id, pinned: stored.length, fresh };
}

/** Notes that cannot be printed would stop every publish. */
function checkNotes(notes: string): void {
  try {
    renderNotes(notes, { read: () => undefined, hrefOf: () => undefined });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new GazetteError('the notes cannot be printed: their quotes or lists are nested too deeply');
  }
}

/** The last snapshot before the window, all in the window (deleted ones too), and the first after it. */
function choose(
  placed: readonly ReviewSnapshot[],
  { from, to }: ReviewWindow,
  cluster: string,
): ReviewSnapshot[] {
  const within = placed.filter(({ at }) => at >= from && at < to);
  if (within.length === 0) throw nothingSeen(placed, cluster);
  const before = placed.findLast(({ at, stored }) => at < from && stored);
  const after = placed.find(({ at, stored }) => at >= to && stored);
  return [...(before ? [before] : []), ...within, ...(after ? [after] : [])];
}

function nothingSeen(placed: readonly ReviewSnapshot[], cluster: string): GazetteError {
  const times = placed.map(({ at }) => new Date(at * 1000).toISOString().replace('.000Z', 'Z'));
  return new GazetteError(`${cluster}: no snapshot was taken in this window, so there is nothing to review`, {
    hint:
      times.length > 0
        ? `${times.length === 1 ? `One snapshot was taken at ${times[0]}` : `${times.length} snapshots were taken from ${times[0]} to ${times.at(-1)}`}. gazette list ${cluster} shows the kept snapshots.`
        : undefined,
  });
}
