/** The place of a node's page. */
import { makeHasPage } from '../has-page.ts';
import { fileNameOf } from './workload-files.ts';

/** Folder of a cluster's pages of nodes, within the cluster's folder. */
export const NODES = 'nodes';

/** `prod/nodes/lxa150h.html`, from the site's root. */
export const nodeFile = (cluster: string, name: string) => `${cluster}/${NODES}/${fileNameOf(name)}.html`;

const hasNodePage = makeHasPage(({ nodes }) => nodes.map(({ cluster, name }) => nodeFile(cluster, name)));

/** The page of a node, if this build prints it or the site has it. Other pages must not be linked. */
export function findNodePage(cluster: string, name: string): string | undefined {
  const file = nodeFile(cluster, name);
  return hasNodePage(file) ? file : undefined;
}
