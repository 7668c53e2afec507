/** The place of a node's page. */
import fs from 'node:fs';
import path from 'node:path';
import { currentPlan, ownedByPlan } from '../printing.ts';
import { fileNameOf } from './workload-files.ts';

/** Folder of a cluster's pages of nodes, within the cluster's folder. */
export const NODES = 'nodes';

/** `prod/nodes/lxa150h.html`, from the site's root. */
export const nodeFile = (cluster: string, name: string) => `${cluster}/${NODES}/${fileNameOf(name)}.html`;

const planned = ownedByPlan(
  () => new Set(currentPlan().nodes.map(({ cluster, name }) => nodeFile(cluster, name))),
);

const standing = ownedByPlan(() => new Map<string, boolean>());

/** The page of a node, if this build prints it or the site has it. Other pages must not be linked. */
export function findNodePage(cluster: string, name: string): string | undefined {
  const file = nodeFile(cluster, name);
  if (planned().has(file)) return file;
  let isThere = standing().get(file);
  if (isThere === undefined)
    standing().set(file, (isThere = fs.existsSync(path.join(currentPlan().out, file))));
  return isThere ? file : undefined;
}
