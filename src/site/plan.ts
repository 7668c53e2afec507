/**
 * What is printed in one go. `publish/` makes it; the `getStaticPaths` of the pages read it (`printing.ts`), so that
 * printing costs what is new and not what there is.
 */
import type { PeriodDays } from '../history/period/period.ts';
import type { Store } from '../snapshots/open-store.ts';
import type { StoredReview } from '../snapshots/reviews.ts';
import type { ManifestSnapshot } from '../snapshots/schema.ts';
import type { Shelf } from '../snapshots/shelf.ts';
import type { StoredSnapshot } from '../snapshots/store.ts';
import type { EditionRef } from './records/edition-record.ts';
import type { EditionKey } from './paths.ts';

/** An edition to print: with its tables, or saying why there are none. */
export interface EditionPlan extends EditionRef {
  /** Absent when the snapshot was deleted. */
  stored?: StoredSnapshot;
  /** The edition before it when it was taken; absent for the first. */
  previous?: EditionRef;
  /** Its snapshot; absent where it was deleted. */
  before?: StoredSnapshot;
  /** Where that one's snapshot was deleted: the nearest before it that is kept. */
  keptBefore?: EditionRef;
  /**
   * Whether it gets all its tables, however large the cluster: asked for, pinned, or printed so before. Absent: the rule
   * decides, see `site/edition/records.ts`.
   */
  full?: boolean;
  /** Files of sheets that stand on the site already, `pods/shop.html`: each is printed again with the edition. */
  sheets?: string[];
  /** Its snapshot was deleted on purpose; the nearest that are kept. */
  removed?: { why: 'retention' | 'purge'; before?: EditionRef; after?: EditionRef };
}

/** A day's page, which changes while the day runs. */
export interface DayPlan {
  cluster: string;
  day: string;
  /** Of its editions, in order. */
  times: string[];
  previousDay?: string;
  nextDay?: string;
  /** `2026-11-23/000000Z`: the first edition of the day after, where it is known. */
  nextEdition?: string;
  /** Where the cluster's Days are kept; absent when the store has none of it. */
  daysShelf?: Shelf;
}

/** A cluster's page, and its entry on the front page. */
export interface ClusterPlan {
  name: string;
  /** The newest editions, oldest first; the last is the latest. */
  recent: EditionKey[];
  /** Since the oldest of them: editions whose snapshots were deleted, oldest first. */
  thinned: EditionKey[];
  /** Days with editions, newest first. */
  days: string[];
  /** What is wrong with the store's record of this cluster. */
  problems: string[];
  /** Where its Days are kept; absent when the store has none of it. */
  daysShelf?: Shelf;
  /** Its histories of several days are there, or printed by this build. */
  hasWindows: boolean;
  /** Those that this build prints: their lengths, and the UTC day of the newest snapshot, which ends them. */
  windows?: { lengths: PeriodDays[]; to: string };
}

/** The page of a workload, which changes when something happens to it. */
export interface WorkloadPlan {
  cluster: string;
  kind: string;
  namespace: string;
  name: string;
  /** The last UTC day that knows of it. */
  lastDay: string;
  /** The newest snapshot. */
  asOf: EditionRef;
  /** Where the cluster's Days are kept. */
  daysShelf: Shelf;
}

/** A snapshot of a review, as its manifest tells. */
export interface ReviewSnapshot {
  number: number;
  /** When it stands, Unix seconds; its own time where that is another. */
  at: number;
  says?: number;
  /** As a Day records it. */
  digest: string;
  marks?: ManifestSnapshot['marks'];
  /** Absent when it was deleted. */
  stored?: StoredSnapshot;
}

/** A review to print. */
export interface ReviewPlan {
  definition: StoredReview;
  /** In the order in which the cluster went through them. */
  snapshots: ReviewSnapshot[];
  /** Where the cluster's Days are kept. */
  daysShelf: Shelf;
}

/** A copy in one file, for those who cannot follow a link: its pages say what they are a copy of. */
export interface CopyPlan {
  /** Address of the edition, or id of the review. */
  name: string;
  /** What the masthead says of the snapshot, or of the review. */
  of: { snapshot: { time: string; digest: string } } | { review: { snapshots: number; written: string } };
  /** What was hidden; absent where nothing was. */
  redaction?: Redaction;
}

/** What a copy says of what it hides: how many of each, and how they look. Never what they were. */
export interface Redaction {
  profile: 'internal' | 'public';
  hidden: { title: string; count: number; looks: string[]; more: boolean }[];
  /** Classes of names that this profile keeps. */
  kept: string[];
  /** Whole texts were taken out. */
  removes: boolean;
}

export interface Plan {
  gazette: string;
  title: string;
  /** Where the site will be found, with a slash at the end; absent where the config does not say. */
  url?: string;
  /** The snapshots. */
  store: Store;
  /** The published site, whose summaries the changing pages read. */
  out: string;
  editions: EditionPlan[];
  days: DayPlan[];
  workloads: WorkloadPlan[];
  /** Days in the time zone whose digests are printed. */
  digests: string[];
  /** The team's, whose days digests are of. */
  timeZone: string;
  reviews: ReviewPlan[];
  /** All that have pages, in the order of the front page. */
  clusters: ClusterPlan[];
  /** Names of clusters in the order in which a release travels, as the config has them. */
  order: readonly string[];
  /** What the pages are a copy of; absent for those of a site. */
  copy?: CopyPlan;
  /** Clusters with more pods than this have all their tables once an hour, and when their state changes. */
  fullTablesUpTo: number;
}
