/** What decides how a cluster is printed. */
import type { EditionKey } from '../site/paths.ts';
import type { Store } from '../snapshots/open-store.ts';
import type { ClusterState } from './site-state.ts';

/** Editions to print although they are on the site. */
export interface Again {
  /** Absent means every cluster. */
  cluster?: string;
  /** Prints all tables, however large the cluster. */
  full?: true;
  /** Also removes the site's copies of unreadable snapshots: nobody knows what they contain. */
  withdraw?: true;
  wants: (key: EditionKey) => boolean;
}

export interface ClusterOptions {
  store: Store;
  out: string;
  gazette: string;
  name: string;
  before?: ClusterState;
  again?: Again;
}
