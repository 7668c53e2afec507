/** The store that a run works on: opened once, and handed to all that read or write it. */
import { GazetteError } from '../errors.ts';
import { openFolder } from './folder.ts';
import type { Shelf } from './shelf.ts';
import { ClusterNameSchema } from './schema.ts';

export interface Store {
  /** How messages name it: a folder's path. */
  readonly name: string;
  /** Where all clusters are kept, and what belongs to none of them. */
  readonly shelf: Shelf;
  /**
   * Where one cluster is kept: its snapshots, their manifest, and what is beside them.
   * @throws {GazetteError} when the name is not one that a cluster can have.
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
