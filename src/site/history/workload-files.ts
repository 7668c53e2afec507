/** The place of a workload's page. */
import { createHash } from 'node:crypto';
import type { WorkloadRef } from '../../history/day/workload-day.ts';
import { isDevice, isNamespaceFileName } from '../paths.ts';
import { makeHasPage } from '../has-page.ts';

/** Folder of a cluster's pages of workloads, within the cluster's folder. */
export const WORKLOADS = 'workloads';

const KIND = /^[A-Za-z][A-Za-z0-9]{0,62}$/;
const NAME = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;
/** File systems allow 255 bytes. */
const LONGEST_NAME = 240;

/** `shop` and `Deployment.web`: the last two parts of the address, spelled as in the API. */
export interface WorkloadAddress {
  namespace: string;
  workload: string;
}

/**
 * Names that the API allows are valid file names. Any other or too long name is replaced by its digest. So it cannot
 * leave the folder, and two names never share a page.
 */
export function workloadAddress({ kind, namespace, name }: WorkloadRef): WorkloadAddress {
  const workload = `${kind}.${name}`;
  // Astro cuts `.html` off a requested path, so a name must not end so.
  const isFit =
    KIND.test(kind) && NAME.test(name) && !name.endsWith('.html') && workload.length <= LONGEST_NAME;
  return {
    namespace: isNamespaceFileName(namespace) ? namespace : digestOf(namespace),
    workload: isFit ? workload : digestOf(JSON.stringify([kind, name])),
  };
}

/** The name of an object as a file name, without its ending. */
export const fileNameOf = (name: string) =>
  NAME.test(name) && !isDevice(name) && !name.endsWith('.html') && name.length <= LONGEST_NAME
    ? name
    : digestOf(name);

const digestOf = (text: string) => `_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;

/** `prod/workloads/shop/Deployment.web.html`, from the site's root. */
export function workloadFile(cluster: string, ref: WorkloadRef): string {
  const { namespace, workload } = workloadAddress(ref);
  return `${cluster}/${WORKLOADS}/${namespace}/${workload}.html`;
}

/** The page of a workload, if this build prints it or the site has it. Other pages must not be linked. */
export function findWorkloadPage(cluster: string, ref: WorkloadRef): string | undefined {
  const file = workloadFile(cluster, ref);
  return hasWorkloadPage(file) ? file : undefined;
}

/** Whether a path from the site's root is that of a workload's page. */
export const isWorkloadPage = (file: string): boolean => file.split('/')[1] === WORKLOADS;

/** The same as {@link findWorkloadPage}, by the path from the site's root. */
export const hasWorkloadPage = makeHasPage(({ workloads }) =>
  workloads.map((one) => workloadFile(one.cluster, one)),
);
