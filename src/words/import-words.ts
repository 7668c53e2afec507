/** The words for a snapshot that was made of somebody's dump. Pure. */
import type { ImportSource } from '../snapshots/schema.ts';

const FORMATS: Readonly<Record<ImportSource['format'], string>> = {
  'must-gather': 'an OpenShift must-gather',
  'support-bundle': 'a Troubleshoot support bundle',
  'rancher-bundle': 'a Rancher bundle',
  'cluster-info': 'a dump of kubectl cluster-info',
  kubectl: 'lists of kubectl get',
};

/** What each format never holds, for readers who would look for it. See docs/import.md. */
const NEVER: Readonly<Record<ImportSource['format'], string | undefined>> = {
  'must-gather': 'Leases, and mostly Ingresses and quotas',
  'support-bundle': 'autoscalers and ReplicationControllers',
  'rancher-bundle': undefined,
  'cluster-info': 'StatefulSets, Jobs, Ingresses, endpoints, claims, autoscalers and budgets',
  kubectl: undefined,
};

/** `an OpenShift must-gather`. */
export const nameImport = ({ format }: ImportSource): string => FORMATS[format];

/** `Imported from an OpenShift must-gather, bundle.tar.xz. This format never holds Leases.` */
export function describeImport(source: ImportSource): string {
  const never = NEVER[source.format];
  return [
    `Imported from ${nameImport(source)}, ${source.from}.`,
    ...(never === undefined ? [] : [`This format never holds ${never}.`]),
    'What the dump does not hold was not seen.',
  ].join(' ');
}
