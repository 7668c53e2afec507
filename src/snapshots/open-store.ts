/** The store of a run: opened once, and passed to everything that reads or writes it. */
import { GazetteError } from '../errors.ts';
import { openFolder } from './folder.ts';
import type { Shelf } from './shelf.ts';
import { ClusterNameSchema } from './schema.ts';

export interface Store {
  /** The name in messages: a folder's path. */
  readonly name: string;
  /** The shelf of all clusters, and of files that belong to no cluster. */
  readonly shelf: Shelf;
  /**
   * The shelf of one cluster: its snapshots, their manifest, and the files beside them.
   * @throws {GazetteError} The name is not valid for a cluster.
   */
  cluster(name: string): Shelf;
}

/** Opens the store in a folder, which need not exist. */
export const openStore = (folder: string): Store => openStoreOn(openFolder(folder));

/** Opens the store on a shelf of any kind. */
export function openStoreOn(shelf: Shelf): Store {
  return {
    name: shelf.name,
    shelf,
    cluster(name) {
      if (!ClusterNameSchema.safeParse(name).success)
        throw new GazetteError(`"${name}" cannot name a cluster: it must be a DNS label`);
      return shelf.at(name);
    },
  };
}
