/**
 * The plan of one printing. `publish/` makes it, and the `getStaticPaths` of the pages read it (`printing.ts`). So the
 * cost of printing depends on what is new.
 */
import type { DayOutcome } from '../history/period/day-outcome.ts';
import type { PeriodDays } from '../history/period/period.ts';
import type { Store } from '../snapshots/open-store.ts';
import type { StoredReview } from '../snapshots/reviews.ts';
import type { ManifestSnapshot } from '../snapshots/schema.ts';
import type { Shelf } from '../snapshots/shelf.ts';
import type { StoredSnapshot } from '../snapshots/store.ts';
import type { EditionRef } from './records/edition-record.ts';
import type { EditionKey } from './paths.ts';

/** All pages; overview, findings, changes and raw data; or a single page that says what the edition said. */
export type EditionForm = 'full' | 'brief' | 'small';

/** An edition to print: with its tables, or with the reason why there are none. */
export interface EditionPlan extends EditionRef {
  /** Absent when the snapshot was deleted. */
  stored?: StoredSnapshot;
  /** The edition before it at the time; absent for the first. */
  previous?: EditionRef;
  /** The snapshot before; absent if it was deleted. */
  before?: StoredSnapshot;
  /** If the snapshot before was deleted: the nearest earlier edition that is kept. */
  keptBefore?: EditionRef;
  /** How much of it is printed. Absent: the rule of `site/edition/records.ts` decides whether it is full or brief. */
  form?: EditionForm;
  /** Somebody asked for all its pages: they stay. */
  asked?: true;
  /** If it is one small page: the nearest edition before it that keeps all its pages. */
  nearestFull?: EditionRef;
  /** Files of sheets that are already on the site, `pods/shop.html`: each is printed again with the edition. */
  sheets?: string[];
  /** Its snapshot was deleted on purpose; `before` and `after` are the nearest kept editions. */
  removed?: { why: 'retention' | 'purge'; before?: EditionRef; after?: EditionRef };
}

/** A day's page, which changes until the day is over. */
export interface DayPlan {
  cluster: string;
  day: string;
  /** Times of its editions, in order. */
  times: string[];
  previousDay?: string;
  nextDay?: string;
  /** `2026-11-23/000000Z`: the first edition of the next day, if known. */
  nextEdition?: string;
  /** The shelf of the cluster's Days; absent if the store does not have the cluster. */
  daysShelf?: Shelf;
}

/** A cluster's page, and its entry on the front page. */
export interface ClusterPlan {
  name: string;
  /** The newest editions, oldest first; the last is the latest. */
  recent: EditionKey[];
  /** Deleted editions since the oldest of them, oldest first. */
  thinned: EditionKey[];
  /** Days with editions, newest first. */
  days: string[];
  /** How each day went, as far as the Days know. */
  outcomes: Readonly<Record<string, DayOutcome>>;
  /** Faults of the store's record of this cluster. */
  problems: string[];
  /** The shelf of the cluster's Days; absent if the store does not have the cluster. */
  daysShelf?: Shelf;
  /** Its histories of several days exist, or this build prints them. */
  hasWindows: boolean;
  /** Windows that this build prints: their lengths, and their end, the UTC day of the newest snapshot. */
  windows?: { lengths: PeriodDays[]; to: string };
}

/** The page of a workload, which changes with each event of the workload. */
export interface WorkloadPlan {
  cluster: string;
  kind: string;
  namespace: string;
  name: string;
  /** The last UTC day that knows the workload. */
  lastDay: string;
  /** The newest snapshot. */
  asOf: EditionRef;
  /** The shelf of the cluster's Days. */
  daysShelf: Shelf;
}

/** The page of a node, which changes with each event of the node. */
export type NodePlan = Omit<WorkloadPlan, 'kind' | 'namespace'>;

/** A snapshot of a review, from its manifest. */
export interface ReviewSnapshot {
  number: number;
  /** Its place in time, Unix seconds; and its own time, if that differs. */
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
  /** The shelf of the cluster's Days. */
  daysShelf: Shelf;
}

/** A copy in one file, for readers who cannot follow a link. Its pages name their source. */
export interface CopyPlan {
  /** Address of the edition, or id of the review. */
  name: string;
  /**
   * What the masthead says about the snapshot, or about the review. A redacted copy leaves the digest out, since two
   * copies could be joined by it.
   */
  of: { snapshot: { time: string; digest?: string } } | { review: { snapshots: number; written: string } };
  /** What was hidden; absent if nothing was. */
  redaction?: Redaction;
}

/** What a copy hides: how many names of each class, and their pseudonyms. Never the names. */
export interface Redaction {
  profile: 'internal' | 'public';
  hidden: { title: string; count: number; looks: string[]; more: boolean }[];
  /** Classes of names that this profile keeps. */
  kept: string[];
  /** Whole texts were removed. */
  removes: boolean;
}

export interface Plan {
  gazette: string;
  title: string;
  /** The site's public address, with a slash at the end; absent if the config has none. */
  url?: string;
  /** The store of the snapshots. */
  store: Store;
  /** The published site; the changing pages read its summaries. */
  out: string;
  editions: EditionPlan[];
  days: DayPlan[];
  workloads: WorkloadPlan[];
  nodes: NodePlan[];
  /** Days in the time zone whose digests are printed. */
  digests: string[];
  /** The team's time zone, which defines the days of digests. */
  timeZone: string;
  reviews: ReviewPlan[];
  /** All clusters with pages, in the order of the front page. */
  clusters: ClusterPlan[];
  /** Names of clusters in the order of a release, as in the config. */
  order: readonly string[];
  /** Unix seconds at which the front page says which clusters are overdue; absent for a copy. */
  now?: number;
  /** The source of a copy; absent for a site. */
  copy?: CopyPlan;
  /** Clusters with more pods than this get all their tables once an hour, and when their state changes. */
  fullTablesUpTo: number;
}
