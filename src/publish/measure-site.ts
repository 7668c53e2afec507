/** What the published pages take, by cluster. */
import { lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { isSystemError } from '../errors.ts';
import { addSize, type Size } from './project-size.ts';

/**
 * Counts every file of a cluster's folder in the site. A file with several names, which the site shares with the store,
 * takes nothing.
 */
export function measureSite(out: string, cluster: string): Size {
  let sum: Size = { files: 0, bytes: 0 };
  // Synchronous: hundreds of thousands of trips to the thread pool cost more than the files.
  const look = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) look(file);
      else if (entry.isFile()) {
        const { size, nlink } = lstatSync(file);
        sum = addSize(sum, { files: 1, bytes: nlink > 1 ? 0 : size });
      }
    }
  };
  try {
    look(path.join(out, cluster));
  } catch (error) {
    // No site, or pages that a publish removes at this moment.
    if (!isSystemError(error, 'ENOENT', 'ENOTDIR')) throw error;
  }
  return sum;
}
