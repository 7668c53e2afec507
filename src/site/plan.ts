/**
 * What one Astro build prints. `publish/` writes it to a file; the pages' `getStaticPaths` read it, so that a build
 * costs what is new and not what there is.
 */
import fs from 'node:fs';
import { planFile } from '../config.ts';
import { GazetteError } from '../errors.ts';
import type { StoredSnapshot } from '../snapshots/store.ts';
import type { EditionKey } from './paths.ts';

/** An edition that another page links to. */
export interface EditionRef extends EditionKey {
  number: number;
  /** Snapshot time, ISO 8601. */
  instant: string;
}

/** A permanent edition to print. */
export interface EditionPlan extends EditionRef {
  stored: StoredSnapshot;
  /** The edition before it when it was taken; absent for the first. */
  previous?: EditionRef;
  /** Why its snapshot cannot be read; the edition then says so in place of its tables. */
  damaged?: string;
}

/** An address whose snapshot was deleted on purpose. */
export interface StubPlan extends EditionRef {
  why: 'retention' | 'purge';
  before?: EditionRef;
  after?: EditionRef;
}

/** A day's page, which changes while the day runs. */
export interface DayPlan {
  cluster: string;
  day: string;
  /** In order of time. */
  editions: EditionRef[];
  removed: number;
  previousDay?: string;
  nextDay?: string;
}

/** A cluster's page, and its entry on the front page. */
export interface ClusterPlan {
  name: string;
  /** Newest edition that can be read. */
  latest: EditionRef;
  /** The newest editions, oldest first, for the strip. */
  recent: EditionRef[];
  /** Days with editions, newest first. */
  days: string[];
  /** What is wrong with the store's record of this cluster. */
  problems: string[];
  /** Print the cluster's own page (its front-page entry is always printed). */
  print: boolean;
}

export interface Plan {
  gazette: string;
  title: string;
  /** Folder of the snapshots. */
  data: string;
  /** The published site, whose summaries the changing pages read. */
  out: string;
  editions: EditionPlan[];
  stubs: StubPlan[];
  days: DayPlan[];
  /** All clusters, in the order of the front page. Absent: this build prints no changing pages. */
  clusters?: ClusterPlan[];
}

let loaded: Plan | undefined;

/** The plan of the running build. */
export function loadPlan(): Plan {
  if (loaded) return loaded;
  const file = planFile();
  if (!file) {
    throw new GazetteError('astro build was started without a plan, and would print an empty site', {
      hint: 'Run `npm run gazette -- publish`: it plans the pages, has Astro print them and merges them into site/.',
    });
  }
  loaded = JSON.parse(fs.readFileSync(file, 'utf8')) as Plan;
  return loaded;
}
